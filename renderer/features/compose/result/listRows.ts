import type { ReplacedRow, ResultRow } from "../../../../shared/preview.ts";
import { createDigestPlaces } from "./digestPlaces.ts";
import { isLastKept } from "./entryChoice.ts";

/** An entry of the result. */
export interface ListedEntry {
  readonly kind: "entry";
  readonly id: string;
  readonly row: ResultRow;
  /** Which of the entries with its digest it is, from 1. */
  readonly place: number;
  /** Whether it is the only entry kept. */
  readonly isLast: boolean;
}

/** An entry of a source that another one takes the place of. */
export interface ListedReplaced {
  readonly kind: "replaced";
  readonly id: string;
  readonly row: ReplacedRow;
}

/** An item of the result list. */
export type ListedRow = ListedEntry | ListedReplaced;

/** The latest item of each row. */
const items = new WeakMap<ResultRow, ListedEntry>();

/**
 * The items of the result list, replaced entries last. Ids are digests; those of repeated digests are numbered. Unchanged
 * rows keep their item: the list renders each new item, of thousands, again.
 */
export function listRows(
  rows: readonly ResultRow[],
  replaced: readonly ReplacedRow[] = [],
): readonly ListedRow[] {
  const keptDigests = new Set(rows.flatMap((row) => (row.kept ? [row.descriptor.digest] : [])));
  const hasOne = keptDigests.size === 1;
  const placeOf = createDigestPlaces();
  const entries = rows.map((row): ListedRow => {
    const { place, id } = placeOf(row.descriptor.digest);
    const isLast = hasOne && isLastKept(rows, row);
    const before = items.get(row);
    if (before?.id === id && before.isLast === isLast) {
      return before;
    }
    const item: ListedEntry = { kind: "entry", id, row, place, isLast };
    items.set(row, item);
    return item;
  });
  const others = replaced.map((row): ListedRow => ({
    kind: "replaced",
    id: placeOf(row.descriptor.digest).id,
    row,
  }));
  return [...entries, ...others];
}
