import type { JournalEntry } from "../../../shared/journal.ts";

/**
 * The pushes that failed and that a later one finished: it brought all of their tags to the same content.
 * @param entries newest first, as the journal lists them
 * @returns their ids
 */
export function finishedLater(entries: readonly JournalEntry[]): ReadonlySet<string> {
  const finished = new Set<string>();
  /** By root, the tags that later pushes brought there. */
  const brought = new Map<string, Set<string>>();
  for (const { id, state, root, tags } of entries) {
    const names = tags.map(({ move }) => move.name);
    const later = brought.get(root.digest) ?? new Set();
    if (state.kind === "done") {
      brought.set(root.digest, new Set([...later, ...names]));
    } else if (state.kind === "failed" && names.length > 0 && names.every((n) => later.has(n))) {
      finished.add(id);
    }
  }
  return finished;
}
