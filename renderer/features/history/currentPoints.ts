import type { TagPoint } from "../../../shared/journal.ts";

/** A point of a timeline, with whether the tag points to it now. */
export interface ShownPoint extends TagPoint {
  readonly isCurrent: boolean;
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
  const [newest, ...older] = points;
  if (digest === undefined) {
    return points.map((point) => ({ ...point, isCurrent: false }));
  }
  if (newest !== undefined && newest.digest === digest) {
    return [
      { ...newest, isCurrent: true },
      ...older.map((point) => ({ ...point, isCurrent: false })),
    ];
  }
  const restore = points.find((point) => point.digest === digest)?.restore;
  const cause = { kind: newest === undefined ? "found" : "outside" } as const;
  return [
    { digest, at, cause, restore, isCurrent: true },
    ...points.map((point) => ({ ...point, isCurrent: false })),
  ];
}
