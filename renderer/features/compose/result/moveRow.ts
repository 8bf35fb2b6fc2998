import type { ResultRow } from "../../../../shared/preview.ts";

/** Moves a row one position up (-1) or down (1). At an end of the list it stays, and the same rows are returned. */
export function moveRow(
  rows: readonly ResultRow[],
  digest: string,
  step: -1 | 1,
): readonly ResultRow[] {
  const from = rows.findIndex((row) => row.descriptor.digest === digest);
  const to = from + step;
  const row = rows[from];
  return row === undefined || to < 0 || to >= rows.length
    ? rows
    : rows.toSpliced(from, 1).toSpliced(to, 0, row);
}

/** The order of the result that the rows show. @param others digests of entries that the rows lack */
export function orderOf(rows: readonly ResultRow[], others: readonly string[]): string[] {
  return [...new Set([...rows.map(({ descriptor }) => descriptor.digest), ...others])];
}
