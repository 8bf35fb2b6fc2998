import type { ResultRow } from "../../../../shared/preview.ts";

/** A place in the list: directly before or after the entry with a digest. */
export interface RowPlace {
  readonly side: "before" | "after";
  readonly of: string;
}

/** Moves a row to a place. If it is there already, the same rows are returned. */
export function moveRow(
  rows: readonly ResultRow[],
  digest: string,
  { side, of }: RowPlace,
): readonly ResultRow[] {
  const from = rows.findIndex((row) => row.descriptor.digest === digest);
  const row = rows[from];
  if (row === undefined || of === digest) {
    return rows;
  }
  const others = rows.toSpliced(from, 1);
  const at = others.findIndex(({ descriptor }) => descriptor.digest === of);
  const to = side === "before" ? at : at + 1;
  return at < 0 || to === from ? rows : others.toSpliced(to, 0, row);
}

/** The order of the result that the rows show. @param others digests of entries that the rows lack */
export function orderOf(rows: readonly ResultRow[], others: readonly string[]): string[] {
  return [...new Set([...rows.map(({ descriptor }) => descriptor.digest), ...others])];
}
