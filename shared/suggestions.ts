/** What may complete a reference while it is typed. */
export interface Completion {
  readonly kind: "tags" | "repositories";
  /**
   * The start of the typed text that stays: `ghcr.io/acme/app:` before tags, `ghcr.io/` before the repositories that a
   * registry lists, empty before recent repositories.
   */
  readonly stem: string;
  /** Tags or repositories, best first. */
  readonly options: readonly string[];
  /** Set if the repository has more tags, or the registry more repositories, than are listed. */
  readonly isTruncated?: true;
}

/** A tag whose name is similar to one that does not exist. */
export interface NearestTag {
  readonly tag: string;
  /** The reference as typed, with this tag. */
  readonly text: string;
  /** What the tag points to; absent if it could not be read. */
  readonly digest?: string;
}
