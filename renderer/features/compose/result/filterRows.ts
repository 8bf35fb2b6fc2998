import type { DraftSource } from "../../../../shared/draft.ts";
import type { ReplacedRow, ResultRow } from "../../../../shared/preview.ts";
import type { ListedRow } from "./listRows.ts";

/** Which entries the list shows. */
export type ShownEntries = "included" | "excluded" | "all";

/** What the list of entries is narrowed to. */
export interface RowFilter {
  readonly shown: ShownEntries;
  /** Words that an entry has in its platform, digests, sources or annotations. */
  readonly find: string;
}

/** The text of each row that words are looked for in, without its sources. */
const texts = new WeakMap<ResultRow | ReplacedRow, string>();

function textOf(row: ResultRow | ReplacedRow): string {
  let text = texts.get(row);
  if (text === undefined) {
    const { digest, annotations = {}, artifactType = "" } = row.descriptor;
    const digests = row.attestations.map(({ descriptor }) => descriptor.digest);
    text = [row.platform, digest, ...digests, artifactType, ...Object.entries(annotations).flat()]
      .join("\n")
      .toLowerCase();
    texts.set(row, text);
  }
  return text;
}

/** Whether the result has an item of the list. */
export function isIncluded(item: ListedRow): boolean {
  return item.kind === "entry" && item.row.kept;
}

/**
 * Returns the rows that pass the filter.
 * @param sources the sources of the draft, whose texts are searched too
 */
export function filterRows(
  items: readonly ListedRow[],
  { shown, find }: RowFilter,
  sources: readonly DraftSource[],
): readonly ListedRow[] {
  const words = find
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const ofState =
    shown === "all" ? items : items.filter((item) => isIncluded(item) === (shown === "included"));
  if (words.length === 0) {
    return ofState;
  }
  const sourceTexts = new Map(sources.map(({ id, text }) => [id, text.toLowerCase()]));
  return ofState.filter(({ row }) =>
    words.every(
      (word) =>
        textOf(row).includes(word) ||
        row.sources.some((id) => sourceTexts.get(id)?.includes(word) === true),
    ),
  );
}
