// All network timeouts of the engine, in milliseconds.

/** How long to wait for a registry and before retries. */
export interface Timeouts {
  /** For a connection, unless `dial_timeout` in hosts.toml sets it. */
  readonly connect: number;
  /** For the response headers of GET and HEAD; a registry may ask an upstream registry first. */
  readonly readHeaders: number;
  /** For the response headers of all other requests; assembling a large blob takes a registry a while. */
  readonly headers: number;
  /** Between two chunks of a body. */
  readonly body: number;
  /** For a whole list of tags that replaces a few requests; longer if it replaces many. Some registries take minutes. */
  readonly tagList: number;
  /** Before the second attempt; doubles with each attempt. */
  readonly retryDelay: number;
  /** For a host that answered before and now refuses connections: it may be restarting. */
  readonly restart: number;
}

export const defaultTimeouts: Timeouts = {
  connect: 15_000,
  readHeaders: 30_000,
  headers: 120_000,
  body: 60_000,
  tagList: 3000,
  retryDelay: 250,
  restart: 30_000,
};

/** For a DNS lookup of a host that is requested through a proxy, which may be the only one to know the name. */
export const proxiedLookupTimeout = 2000;

/** For a TLS handshake with a server that closed a plain HTTP connection. */
export const tlsProbeTimeout = 3000;

/** For the request that cancels an upload; the upload expires by itself. */
export const cancelUploadTimeout = 5000;

/** For the list of tags that shows which signatures under tags a copy drops. */
export const digestTagListTimeout = 10_000;
