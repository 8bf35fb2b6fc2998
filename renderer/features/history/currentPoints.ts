import type { TagPoint } from "../../../shared/journal.ts";

/** A point of a timeline, compared with what the tag points to now. */
export interface ShownPoint extends TagPoint {
  /** Whether it is the state of the tag now. */
  readonly isCurrent: boolean;
  /** Whether it has the digest that the tag points to now: a tag may hold a digest more than once. */
  readonly isSame: boolean;
}

/**
 * Adds what a tag points to now. A digest that the journal does not have last was set outside the app.
 *
 * @param points newest first
 * @param digest null if there is no such tag; undefined if it was not read
 * @param at when the tag was read, in RFC 3339
 */
export function currentPoints(
  points: readonly TagPoint[],
  digest: string | null | undefined,
  at: string,
): readonly ShownPoint[] {
  const [newest] = points;
  const shown = points.map((point) => ({
    ...point,
    isCurrent: point === newest && point.digest === digest,
    isSame: point.digest === digest,
  }));
  if (digest === undefined || newest?.digest === digest) {
    return shown;
  }
  const restore = points.find((point) => point.digest === digest)?.restore;
  const cause = { kind: newest === undefined ? "found" : "outside" } as const;
  return [{ digest, at, cause, restore, isCurrent: true, isSame: true }, ...shown];
}
