/** How long a push or a deletion waits, in milliseconds. Tests pass shorter delays. */
export interface PushDelays {
  /** Before each retry of the PUT of a tag. */
  readonly tagRetries: readonly number[];
  /** Before each read of a tag after its PUT: some registries return the old content for a moment. */
  readonly tagConfirmations: readonly number[];
  /** Before each read of a tag whose PUT got no response: the registry may still execute it. */
  readonly tagSettling: readonly number[];
  /** For all reads of one tag after a failure. */
  readonly tagSettlingTimeout: number;
  /** Before each attempt to complete a list of referrers. */
  readonly referrersRetries: readonly number[];
  /** For which a search for what depends on the manifests to delete counts; 0: it is repeated before each one. */
  readonly deletionRecheck: number;
}

export const defaultPushDelays: PushDelays = {
  tagRetries: [200, 800, 3200],
  tagConfirmations: [0, 200, 800, 2000],
  tagSettling: [0, 500, 2000],
  tagSettlingTimeout: 10_000,
  referrersRetries: [0, 300, 1000, 3000],
  deletionRecheck: 10_000,
};
