import type { ResultRow } from "../../../../shared/preview.ts";

/** A place in the list: directly before or after the entry with a digest. */
export interface RowPlace {
  readonly side: "before" | "after";
  readonly of: string;
}

/**
 * Moves a row to a place, with the other rows of its digest: entries are ordered by digest. If all are there already, the
 * same rows are returned.
 */
export function moveRow(
  rows: readonly ResultRow[],
  digest: string,
  { side, of }: RowPlace,
): readonly ResultRow[] {
  const others = rows.filter(({ descriptor }) => descriptor.digest !== digest);
  const same = rows.filter(({ descriptor }) => descriptor.digest === digest);
  const isTarget = ({ descriptor }: ResultRow): boolean => descriptor.digest === of;
  const at = side === "before" ? others.findIndex(isTarget) : others.findLastIndex(isTarget) + 1;
  const isFound = others.some(isTarget);
  const moved = others.toSpliced(at, 0, ...same);
  return !isFound || moved.every((row, place) => row === rows[place]) ? rows : moved;
}

/** The order of the result that the rows show. @param others digests of entries that the rows lack */
export function orderOf(rows: readonly ResultRow[], others: readonly string[]): string[] {
  return [...new Set([...rows.map(({ descriptor }) => descriptor.digest), ...others])];
}
