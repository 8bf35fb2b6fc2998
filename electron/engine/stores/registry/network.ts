import tls from "node:tls";
import type { HostSettings } from "../../../../shared/settings.ts";
import type { Log } from "../../log.ts";
import { findHost } from "./hosts/findHost.ts";
import type { HostConfig } from "./hosts/hostConfig.ts";
import { hostRoots } from "./hosts/hostFolder.ts";
import { type TrustedCertificates, trustedCertificates } from "./hosts/trustedCertificates.ts";
import type { Timeouts } from "./http/timeouts.ts";
import { proxyFor, type Route } from "./http/proxy.ts";

/** How registries are reached from here: what folders, environment and system say. */
export interface Network {
  /** How to reach a registry, by its domain. */
  host(domain: string): Promise<HostConfig>;
  /** The way to an address: direct or through a proxy. */
  route(url: URL): Promise<Route>;
  /** The authorities that are trusted. */
  trust(): Promise<TrustedCertificates>;
  /** How long registries are waited for; without it, as long as usual. */
  readonly timeouts?: Timeouts;
  /** Receives one line per request at level debug; omitted: requests are not logged. */
  readonly log?: Log;
}

/** No settings, no proxy, Node's own trust: what there is without a machine around it. */
export const plainNetwork: Network = {
  host: (domain) => findHost(domain, { roots: [] }),
  route: () => Promise.resolve({ kind: "direct" }),
  trust: () => Promise.resolve({ certificates: tls.rootCertificates, problems: [] }),
};

/**
 * The network of this machine: hosts.toml and certs.d folders, the proxy of environment and system, the
 * system's authorities.
 *
 * @param options.own the app's own folder of host settings
 * @param options.settings what people have set for a domain in the app; asked at each look-up
 * @param options.resolveProxy asks the system, as Electron's `session.resolveProxy` does
 */
export function machineNetwork(options: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly own?: string;
  readonly settings?: (domain: string) => HostSettings | undefined;
  readonly resolveProxy?: (address: string) => Promise<string>;
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
