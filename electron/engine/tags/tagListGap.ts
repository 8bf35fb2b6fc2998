import { countOf } from "../../../shared/countOf.ts";
import type { TagList } from "../compose/suggestions/tagLists.ts";
import { EngineError } from "../errors.ts";

/**
 * Finds out whether a list of tags is visibly incomplete: too long, with invalid entries, or without a tag that exists.
 * @param existing tags that were read from the registry
 * @returns why not all tags of a digest can be found; undefined if nothing is known to be missing
 */
export function findTagListGap(
  repository: string,
  { tags, isComplete, dropped }: TagList,
  existing: readonly string[],
): EngineError | undefined {
  const hint =
    "A deletion by digest could delete tags that were not reviewed. Delete on the registry's own page.";
  if (!isComplete) {
    const message = `${repository} has too many tags to find all that point to a digest.`;
    return new EngineError("too_large", message, { hint });
  }
  const listed = new Set(tags);
  const unlisted = existing.find((tag) => !listed.has(tag));
  const gap =
    unlisted !== undefined
      ? `lacks ${unlisted}, which exists`
      : dropped > 0
        ? `has ${countOf(dropped, "entry that is not a valid tag", "entries that are not valid tags")}`
        : undefined;
  return gap === undefined
    ? undefined
    : new EngineError("registry_invalid", `The list of tags of ${repository} ${gap}.`, { hint });
}
