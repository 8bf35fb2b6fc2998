import type { TagsPageState } from "./tagsStore.ts";

const none: readonly string[] = [];
const byPage = new WeakMap<TagsPageState["tags"], ReadonlyMap<string, readonly string[]>>();

/** The tags with a digest, of those that were read. */
export function tagsOfDigest(
  tags: TagsPageState["tags"],
  digest: string | undefined,
): readonly string[] {
  let index = byPage.get(tags);
  if (index === undefined) {
    const found = new Map<string, string[]>();
    for (const [tag, state] of tags) {
      if (state.kind === "read") {
        found.set(state.content.digest, [...(found.get(state.content.digest) ?? []), tag]);
      }
    }
    index = found;
    byPage.set(tags, index);
  }
  return (digest === undefined ? undefined : index.get(digest)) ?? none;
}
