import type { Log } from "../../../log.ts";
import type { HostConfig } from "../hosts/hostConfig.ts";
import type { TrustedCertificates } from "../hosts/trustedCertificates.ts";
import type { Route } from "./proxy.ts";
import type { Timeouts } from "./timeouts.ts";

/** How to connect to registries, from host settings, the environment and the system. */
export interface Network {
  /** The hosts of a registry and their settings. @param domain as in references */
  host(domain: string): Promise<HostConfig>;
  /** The route to a URL: direct or through a proxy. */
  route(url: URL): Promise<Route>;
  /** The trusted certificate authorities. */
  trust(): Promise<TrustedCertificates>;
  /** Omitted: the default timeouts. */
  readonly timeouts?: Timeouts;
  /** Receives one line per request at level debug; omitted: requests are not logged. */
  readonly log?: Log;
}
