import type { RecordColumn } from "../../../ui/RecordTable.tsx";

/**
 * Leaves out columns that no record fills.
 * @param optional the titles of the columns that may be left out
 */
export function filledColumns<R>(
  columns: readonly RecordColumn<R>[],
  optional: ReadonlySet<string>,
  records: readonly R[],
): readonly RecordColumn<R>[] {
  return columns.filter(
    ({ title, text }) => !optional.has(title) || records.some((record) => text(record) !== ""),
  );
}
