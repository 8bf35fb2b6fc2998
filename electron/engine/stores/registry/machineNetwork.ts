import tls from "node:tls";
import type { HostSettings } from "../../../../shared/settings.ts";
import type { Log } from "../../log.ts";
import { findHost } from "./hosts/findHost.ts";
import { hostRoots } from "./hosts/hostFolder.ts";
import { type TrustedCertificates, trustedCertificates } from "./hosts/trustedCertificates.ts";
import type { Network } from "./http/network.ts";
import { proxyFor } from "./http/proxy.ts";

/** A network without host settings and proxy, with Node's trusted certificates. */
export const plainNetwork: Network = {
  host: (domain) => findHost(domain, { roots: [] }),
  route: () => Promise.resolve({ kind: "direct" }),
  trust: () => Promise.resolve({ certificates: tls.rootCertificates, problems: [] }),
};

/**
 * The network of this machine: hosts.toml and certs.d folders, the proxy of the environment or the system, and the
 * system's certificate authorities.
 *
 * @param options.own the app's folder of host settings
 * @param options.settings the settings of a domain in the app, read at each lookup
 * @param options.resolveProxy returns the system's proxy, as Electron's `session.resolveProxy` does
 */
export function machineNetwork(options: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly own?: string;
  readonly settings?: (domain: string) => HostSettings | undefined;
  readonly resolveProxy?: (url: string) => Promise<string>;
  readonly log?: Log;
}): Network {
  const roots = hostRoots(options, options.own);
  let trust: Promise<TrustedCertificates> | undefined;
  return {
    host: (domain) => findHost(domain, { roots, settings: options.settings?.(domain) }),
    route: (url) => proxyFor(url, options.env, options.resolveProxy),
    trust: () => (trust ??= trustedCertificates({ env: options.env })),
    ...(options.log ? { log: options.log } : {}),
  };
}
