/** How long a registry is waited for, in milliseconds. */
export interface Timeouts {
  /** For a connection; hosts.toml may say otherwise. */
  readonly connect: number;
  /** For the answer to a question to begin; a registry may have to ask another one first. */
  readonly reads: number;
  /** For any other answer to begin. A registry may take long to put together a large blob. */
  readonly headers: number;
  /** For more of a body. */
  readonly body: number;
  /** For a whole list of tags that saves some requests; longer where it saves many. Some registries take minutes. */
  readonly listing: number;
  /** Before the second attempt at what may pass; each further pause is twice as long. */
  readonly pause: number;
  /** For a host that answered before and refuses connections now: it may be starting again. */
  readonly restart: number;
}

export const defaultTimeouts: Timeouts = {
  connect: 15_000,
  reads: 30_000,
  headers: 120_000,
  body: 60_000,
  listing: 3000,
  pause: 250,
  restart: 30_000,
};
