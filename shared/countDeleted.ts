import { countOf } from "./countOf.ts";
import type { Deletion } from "./deletion.ts";

/** Counts what a deletion names: `3 tags`, `1 manifest`, `2 tags and 1 manifest` without a tag. */
export function countDeleted(tags: Deletion["tags"]): string {
  const tagged = tags.filter(({ tag }) => tag !== undefined).length;
  const untagged = tags.length - tagged;
  return [
    ...(tagged > 0 ? [countOf(tagged, "tag")] : []),
    ...(untagged > 0 ? [countOf(untagged, "manifest")] : []),
  ].join(" and ");
}
