import type { JournalEntry } from "../../../shared/journal.ts";

/** Everything of an entry that it can be found by. */
function textOf({ root, repositories, tags }: JournalEntry): string {
  return [
    root.digest,
    ...repositories,
    ...tags.flatMap(({ move: { name, before, after } }) => [name, before ?? "", after]),
  ]
    .join("\n")
    .toLowerCase();
}

/** The entries that have every word of a filter in a tag, a repository or a digest. */
export function matchEntries(
  entries: readonly JournalEntry[],
  filter: string,
): readonly JournalEntry[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    return entries;
  }
  return entries.filter((entry) => {
    const text = textOf(entry);
    return words.every((word) => text.includes(word));
  });
}
