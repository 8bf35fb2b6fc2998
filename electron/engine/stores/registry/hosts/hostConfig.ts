import type { Insecurity } from "../../../../../shared/registries.ts";

/** What a host of a registry may be asked for, in the words of containerd. */
export type Capability = "pull" | "resolve" | "push";

export const allCapabilities: ReadonlySet<Capability> = new Set(["pull", "resolve", "push"]);

export interface EndpointTls {
  /** Authorities to trust besides the usual ones, each one certificate in PEM. */
  readonly ca?: readonly string[];
  /** The certificate that proves who we are, with its chain, in PEM; always together with `key`. */
  readonly cert?: string;
  readonly key?: string;
  /** Take whatever certificate the server shows. */
  readonly skipVerify: boolean;
}

/** One host to ask for what lies in a registry. */
export interface Endpoint {
  readonly origin: URL;
  readonly capabilities: ReadonlySet<Capability>;
  /**
   * Whether it stands in for the registry rather than being it: it is asked with `?ns=<domain>`, for what it
   * has under its own name, and never gets the registry's credentials.
   */
  readonly mirror: boolean;
  /** The path of the API's root where that is not `/v2`; no slash at its end, so empty for the host's root. */
  readonly overridePath: string | undefined;
  /** Sent to this origin alone, and dropped where it redirects to another. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly tls: EndpointTls;
  /** Milliseconds for connecting. */
  readonly dialTimeout?: number;
  /** What it has less than HTTPS and a trusted certificate. */
  readonly insecure?: Insecurity;
}

/** How to reach a registry: mirrors in the order to try them, the registry's own server last. */
export interface HostConfig {
  readonly endpoints: readonly Endpoint[];
  /** The folder that says so; undefined where none does. */
  readonly folder: string | undefined;
}
