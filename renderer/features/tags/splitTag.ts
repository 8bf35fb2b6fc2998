import { digestTagPattern } from "../../../shared/oci/digestTag.ts";

/** The longest tag that is cut at its end, if at all. */
const maxWhole = 24;

/** The characters at the end of a long tag that are never cut. */
const endLength = 10;

/**
 * Splits a tag into a part that may be cut at its end and one that is always shown, so that long tags with the same
 * start differ: `sha256-91e6…` and `38aa.sig`. The second part is empty for a short tag.
 */
export function splitTag(tag: string): readonly [head: string, end: string] {
  const suffix = digestTagPattern.exec(tag)?.[3];
  const length = suffix === undefined ? endLength : suffix.length + ".".length + 4;
  return tag.length <= maxWhole ? [tag, ""] : [tag.slice(0, -length), tag.slice(-length)];
}
