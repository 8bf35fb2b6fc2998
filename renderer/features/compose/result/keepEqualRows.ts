import type { PreviewResult } from "../../../../shared/preview.ts";
import { createDigestPlaces } from "./digestPlaces.ts";
import { rowsOf, withRows } from "./previewResult.ts";

/** Whether two JSON values are equal. */
function isEqual(one: unknown, other: unknown): boolean {
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) {
    return one === other;
  }
  const fields = Object.entries(one);
  return (
    fields.length === Object.keys(other).length &&
    fields.every(([key, value]) => isEqual(value, other[key as keyof typeof other]))
  );
}

/**
 * Replaces the rows of a result that equal those of the result before by these: the list renders only rows that are
 * new, and each preview has thousands of new objects.
 */
export function keepEqualRows(
  before: PreviewResult | undefined,
  after: PreviewResult,
): PreviewResult {
  if (before === undefined) {
    return after;
  }
  const placeBefore = createDigestPlaces();
  const known = new Map(rowsOf(before).map((row) => [placeBefore(row.descriptor.digest).id, row]));
  const placeAfter = createDigestPlaces();
  const rows = rowsOf(after).map((row) => {
    const same = known.get(placeAfter(row.descriptor.digest).id);
    return same !== undefined && isEqual(same, row) ? same : row;
  });
  return withRows(after, rows);
}
