import type { ResultRow } from "../../../../shared/preview.ts";
import { isLastKept } from "./entryChoice.ts";

/** A row of the result with what its list needs to know of it. */
export interface ListedRow {
  readonly id: string;
  readonly row: ResultRow;
  /** Whether it is the only entry that is left. */
  readonly last: boolean;
}

/** What was listed of each row before. */
const listed = new WeakMap<ResultRow, ListedRow>();

/**
 * The entries of the index to be; an index may name one digest twice, so the place is part of the key. A row that
 * did not change stays the same item: the list draws anew every item that it has not seen, thousands at a time.
 */
export function listRows(rows: readonly ResultRow[]): readonly ListedRow[] {
  const kept = new Set(rows.flatMap((row) => (row.kept ? [row.descriptor.digest] : [])));
  const onlyOne = kept.size === 1;
  return rows.map((row, at) => {
    const id = `${at} ${row.descriptor.digest}`;
    const last = onlyOne && isLastKept(rows, row);
    const before = listed.get(row);
    if (before?.id === id && before.last === last) {
      return before;
    }
    const item = { id, row, last };
    listed.set(row, item);
    return item;
  });
}
