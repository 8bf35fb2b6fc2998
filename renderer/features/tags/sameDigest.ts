import type { TagsPageState } from "./tagsStore.ts";

const none: readonly string[] = [];

type TagsByDigest = ReadonlyMap<string, readonly string[]>;

const byPage = new WeakMap<TagsPageState["tags"], TagsByDigest>();
let latest: TagsByDigest = new Map();

/** The tags with a digest, of those that were read; the same array until they change, so that rows need not compare them. */
export function tagsOfDigest(
  tags: TagsPageState["tags"],
  digest: string | undefined,
): readonly string[] {
  let index = byPage.get(tags);
  if (index === undefined) {
    index = indexTags(tags, latest);
    byPage.set(tags, index);
    latest = index;
  }
  return (digest === undefined ? undefined : index.get(digest)) ?? none;
}

/** Returns the tags of each digest, with the arrays of an earlier index where they are equal. */
function indexTags(tags: TagsPageState["tags"], earlier: TagsByDigest): TagsByDigest {
  const found = new Map<string, string[]>();
  for (const [tag, state] of tags) {
    if (state.kind === "read") {
      const { digest } = state.content;
      const known = found.get(digest);
      if (known === undefined) {
        found.set(digest, [tag]);
      } else {
        known.push(tag);
      }
    }
  }
  return new Map(
    [...found].map(([digest, names]) => {
      const before = earlier.get(digest);
      const isEqual =
        before?.length === names.length && before.every((name, at) => name === names[at]);
      return [digest, isEqual ? before : names];
    }),
  );
}
