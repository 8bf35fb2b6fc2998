import { isDigestTag } from "../../../../shared/oci/digestTag.ts";
import { editDistance } from "../../../../shared/editDistance.ts";

/** How many tags are suggested. */
const maxNearest = 3;

/** The largest edit distance of similar tags. */
const maxDistance = 3;

/** Reports whether one text is the start of the other, up to a separator: `1.9` of `1.9.0`, not `1.9` of `1.95`. */
function isPartOf(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length > 0 && long.startsWith(short) && /^[-._]/.test(long.slice(short.length));
}

/** Returns the number of characters at the start that are equal. */
function commonPrefixLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) {
    length += 1;
  }
  return length;
}

/**
 * Chooses the tags that are most similar to one that does not exist: few edits apart, or the same up to a separator;
 * of equally similar ones, those with the longer common start. For a missing `latest` without similar tags, the first
 * ones.
 * @param sorted the tags of the repository, the most likely first
 */
export function nearestTags(wanted: string, sorted: readonly string[]): readonly string[] {
  const lower = wanted.toLowerCase();
  const limit = Math.min(maxDistance, Math.max(1, Math.floor(wanted.length / 3)));
  const near = sorted.flatMap((tag) => {
    const other = tag.toLowerCase();
    const distance = isPartOf(lower, other) ? 1 : editDistance(lower, other, limit);
    return distance <= limit ? [{ tag, distance, prefix: commonPrefixLength(lower, other) }] : [];
  });
  const nearest = near
    .toSorted((a, b) => a.distance - b.distance || b.prefix - a.prefix)
    .map(({ tag }) => tag);
  const first = wanted === "latest" ? sorted.filter((tag) => !isDigestTag(tag)) : [];
  const found = nearest.length === 0 ? first : nearest;
  return found.slice(0, maxNearest);
}
