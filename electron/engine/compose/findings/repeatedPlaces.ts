import type { ResultRow } from "../../../../shared/preview.ts";

/**
 * Tells apart rows with the same digest: the place of each among them, from 1. Rows whose digest is listed once are absent.
 * Takes time linear in the number of rows.
 */
export function repeatedPlaces(rows: readonly ResultRow[]): ReadonlyMap<ResultRow, number> {
  const groups = Map.groupBy(rows, ({ descriptor }) => descriptor.digest).values();
  return new Map(
    [...groups]
      .filter((same) => same.length > 1)
      .flatMap((same) => same.map((row, at) => [row, at + 1] as const)),
  );
}
