import type { Insecurity } from "../../../../../shared/registries.ts";

/** What a host of a registry serves, in containerd's terms. */
export type Capability = "pull" | "resolve" | "push";

export const allCapabilities: ReadonlySet<Capability> = new Set(["pull", "resolve", "push"]);

export interface EndpointTls {
  /** Authorities to trust besides the default ones, one certificate in PEM each. */
  readonly ca?: readonly string[];
  /** The client certificate with its chain, in PEM; always together with `key`. */
  readonly cert?: string;
  readonly key?: string;
  /** Accept any certificate of the server. */
  readonly skipVerify: boolean;
}

/** One host that serves the content of a registry: the registry itself or a mirror. */
export interface Endpoint {
  readonly origin: URL;
  readonly capabilities: ReadonlySet<Capability>;
  /**
   * Whether this is a mirror. A mirror is asked with `?ns=<domain>`, and never gets the registry's credentials, only
   * those for its own name.
   */
  readonly mirror: boolean;
  /** The path of the API root if it is not `/v2`; without a trailing slash, so empty for the host's root. */
  readonly overridePath: string | undefined;
  /** Sent to this origin only, and dropped on a redirect to another. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly tls: EndpointTls;
  /** The connection timeout in milliseconds. */
  readonly dialTimeout?: number;
  /** Set if the connection is less secure than HTTPS with a trusted certificate. */
  readonly insecure?: Insecurity;
}

/** How to reach a registry: mirrors in order of preference, the registry's own server last. */
export interface HostConfig {
  readonly endpoints: readonly Endpoint[];
  /** The folder with the configuration; undefined if there is none. */
  readonly folder: string | undefined;
}
