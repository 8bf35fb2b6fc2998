import type { JournalEntry } from "../../../shared/journal.ts";

/**
 * Returns the ids of failed pushes that later pushes completed: those moved all of their tags to the same content.
 *
 * @param entries newest first, as the journal lists them
 */
export function completedPushes(entries: readonly JournalEntry[]): ReadonlySet<string> {
  const completed = new Set<string>();
  /** The tags that later pushes moved, by the digest of the content. */
  const findMovedTags = new Map<string, Set<string>>();
  for (const { id, state, root, tags } of entries) {
    if (root === undefined) {
      continue;
    }
    const names = tags.map(({ move }) => move.name);
    const moved = findMovedTags.get(root.digest) ?? new Set();
    if (state.kind === "done") {
      findMovedTags.set(root.digest, new Set([...moved, ...names]));
    } else if (state.kind === "failed" && names.length > 0 && names.every((n) => moved.has(n))) {
      completed.add(id);
    }
  }
  return completed;
}
