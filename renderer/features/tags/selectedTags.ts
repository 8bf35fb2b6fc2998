import type { TagRow } from "./tagRows.ts";
import type { TagsPageState } from "./tagsStore.ts";

/** The tags of the selected rows, in the order of the list. */
export function selectedTags(
  rows: readonly TagRow[],
  selected: ReadonlySet<string>,
): readonly string[] {
  if (selected.size === 0) {
    return [];
  }
  return rows.flatMap(({ id, tag, others }) => (selected.has(id) ? [tag, ...others] : []));
}

/** The digests of tags that were read. */
export function knownDigests(
  { tags, digests }: Pick<TagsPageState, "tags" | "digests">,
  wanted: readonly string[],
): ReadonlyMap<string, string> {
  const all = digests.kind === "read" ? digests.digests : undefined;
  return new Map(
    wanted.flatMap((tag) => {
      const state = tags.get(tag);
      const digest = state?.kind === "read" ? state.content.digest : all?.get(tag);
      return digest === undefined ? [] : [[tag, digest] as const];
    }),
  );
}
