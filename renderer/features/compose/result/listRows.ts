import type { ResultRow } from "../../../../shared/preview.ts";
import { isLastKept } from "./entryChoice.ts";

/** An item of the result list. */
export interface ListedRow {
  readonly id: string;
  readonly row: ResultRow;
  /** Whether it is the only entry kept. */
  readonly isLast: boolean;
}

/** The latest item of each row. */
const items = new WeakMap<ResultRow, ListedRow>();

/** The id of an item. */
export function listKey(position: number, digest: string): string {
  return `${position} ${digest}`;
}

/**
 * The items of the result list. Ids contain the position, since an index may list one digest twice. Unchanged rows
 * keep their item: the list renders each new item, of thousands, again.
 */
export function listRows(rows: readonly ResultRow[]): readonly ListedRow[] {
  const keptDigests = new Set(rows.flatMap((row) => (row.kept ? [row.descriptor.digest] : [])));
  const hasOne = keptDigests.size === 1;
  return rows.map((row, at) => {
    const id = listKey(at, row.descriptor.digest);
    const isLast = hasOne && isLastKept(rows, row);
    const before = items.get(row);
    if (before?.id === id && before.isLast === isLast) {
      return before;
    }
    const item = { id, row, isLast };
    items.set(row, item);
    return item;
  });
}
