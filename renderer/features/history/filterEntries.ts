import type { JournalEntry } from "../../../shared/journal.ts";
import { kindLabels, originLabel } from "./entryLabels.ts";

/** Returns the entries that contain every word of a filter: in a tag, a digest, the kind, or in who pushed. */
export function filterEntries(
  entries: readonly JournalEntry[],
  filter: string,
): readonly JournalEntry[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    return entries;
  }
  return entries.filter((entry) => {
    const text = searchText(entry);
    return words.every((word) => text.includes(word));
  });
}

function searchText({ kind, root, repositories, tags, attempts }: JournalEntry): string {
  return [
    kindLabels[kind],
    ...attempts.map(({ origin }) => originLabel(origin)),
    root?.digest ?? "",
    ...repositories,
    ...tags.flatMap(({ move: { name, before, after } }) => [name, before ?? "", after ?? ""]),
  ]
    .join("\n")
    .toLowerCase();
}
