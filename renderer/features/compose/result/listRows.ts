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

/**
 * The items of the result list. Ids are digests; those of repeated digests are numbered. Unchanged rows keep their
 * item: the list renders each new item, of thousands, again.
 */
export function listRows(rows: readonly ResultRow[]): readonly ListedRow[] {
  const keptDigests = new Set(rows.flatMap((row) => (row.kept ? [row.descriptor.digest] : [])));
  const hasOne = keptDigests.size === 1;
  const counts = new Map<string, number>();
  return rows.map((row) => {
    const { digest } = row.descriptor;
    const count = (counts.get(digest) ?? 0) + 1;
    counts.set(digest, count);
    const id = count === 1 ? digest : `${digest} ${count}`;
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
