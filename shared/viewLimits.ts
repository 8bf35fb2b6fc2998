/**
 * Limits of what is saved of the shown content. What exceeds them is not saved. In a file of their own: the window uses
 * them, and the library of the schemas would try to evaluate text there.
 */
export const viewLimits = {
  /** Trees, pages and repositories: one for each opened tab. */
  pages: 20,
  /** Expanded branches of a tree. */
  branches: 200,
  /** Selected rows of a list of tags. */
  selected: 500,
  /** Filtered tables of evidence. */
  tables: 50,
  /** Lists whose place is remembered. */
  places: 50,
  /** Characters of an id, a filter or a reference. */
  text: 8192,
  /** Comparisons of the history. */
  comparisons: 41,
  /** Indexes that a compared one is inside of. */
  above: 16,
} as const;
