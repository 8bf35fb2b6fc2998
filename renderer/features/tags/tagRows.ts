import { digestTagPattern, isDigestTag } from "../../../shared/oci/digestTag.ts";
import type { ListItem } from "../../ui/list/listItem.ts";

export type TagOrder = "version" | "name";

/** A row of the list: a tag, or all tags of a digest. */
export interface TagRow extends ListItem {
  /** The first of its tags. */
  readonly tag: string;
  /** The other tags with the same digest, if tags are grouped. */
  readonly others: readonly string[];
  /** In lower case, for the filter. */
  readonly search: string;
}

/** How the tags of a repository are listed. */
export interface TagListing {
  readonly order: TagOrder;
  /** Whether tags that tools name after digests are listed. */
  readonly showsDigestTags: boolean;
  /** The digests of tags, to group them. */
  readonly digests: ReadonlyMap<string, string> | undefined;
}

const suffixNames: ReadonlyMap<string | undefined, string> = new Map([
  ["sig", "signature"],
  ["att", "attestation"],
  ["sbom", "SBOM"],
  [undefined, "referrers"],
]);

/** Returns what the digest tags of a repository say of each digest: `signature`, `SBOM`. */
export function readDigestTags(tags: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const marks = new Map<string, readonly string[]>();
  for (const tag of tags) {
    const [, algorithm, hex, suffix] = digestTagPattern.exec(tag) ?? [];
    const name = suffixNames.get(suffix);
    if (algorithm !== undefined && hex !== undefined && name !== undefined) {
      const digest = `${algorithm}:${hex}`;
      marks.set(digest, [...(marks.get(digest) ?? []), name]);
    }
  }
  return marks;
}

const noOthers: readonly string[] = [];

/** Returns the rows of a repository before they are filtered. @param tags versions newest first */
export function listTagRows(
  tags: readonly string[],
  { order, showsDigestTags, digests }: TagListing,
): readonly TagRow[] {
  const shown = showsDigestTags ? tags : tags.filter((tag) => !isDigestTag(tag));
  const sorted = order === "name" ? sortNames(shown) : shown;
  if (digests === undefined) {
    return sorted.map((tag) => ({ id: tag, tag, others: noOthers, search: tag.toLowerCase() }));
  }
  const groups = Map.groupBy(sorted, (tag) => digests.get(tag) ?? tag);
  return [...groups.values()].flatMap(([tag, ...others]) =>
    tag === undefined
      ? []
      : [{ id: tag, tag, others, search: [tag, ...others].join("\n").toLowerCase() }],
  );
}

/** Sorts names as people do: numbers in them by their value, capitals with the other letters. */
function sortNames(tags: readonly string[]): readonly string[] {
  const keys = new Map(
    tags.map((tag) => [
      tag,
      // A comparison of keys is much faster than Intl.Collator for 50,000 tags.
      tag.toLowerCase().replaceAll(/\d+/g, (digits) => digits.padStart(20, "0")),
    ]),
  );
  const keyOf = (tag: string): string => keys.get(tag) ?? tag;
  return tags.toSorted((a, b) => {
    const [first, second] = [keyOf(a), keyOf(b)];
    return first === second ? (a < b ? -1 : 1) : first < second ? -1 : 1;
  });
}

/** The last filter of rows, in lower case, and what it found. */
const lastFiltered = new WeakMap<
  readonly TagRow[],
  { readonly text: string; readonly found: readonly TagRow[] }
>();

/** Returns the rows that contain every word of a filter; `*` in a word stands for any characters of the whole tag. */
export function filterTagRows(rows: readonly TagRow[], filter: string): readonly TagRow[] {
  const text = filter.toLowerCase();
  const words = text.split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    return rows;
  }
  const last = lastFiltered.get(rows);
  // Text that grows finds fewer rows, unless it had a `*`: `*.4` becomes `*.45`.
  const isNarrower = last !== undefined && text.startsWith(last.text) && !last.text.includes("*");
  const tests = words.map(matcherOf);
  const found = (isNarrower ? last.found : rows).filter(({ search }) =>
    tests.every((matches) => matches(search)),
  );
  lastFiltered.set(rows, { text, found });
  return found;
}

function matcherOf(word: string): (search: string) => boolean {
  if (!word.includes("*")) {
    return (search) => search.includes(word);
  }
  const parts = word.split("*").filter(Boolean);
  const [startsFirst, endsLast] = [!word.startsWith("*"), !word.endsWith("*")];
  return (search) =>
    search.split("\n").some((tag) => matchesInOrder(tag, parts, { startsFirst, endsLast }));
}

/** Whether a tag has the parts in order, without backtracking. */
function matchesInOrder(
  tag: string,
  parts: readonly string[],
  { startsFirst, endsLast }: { readonly startsFirst: boolean; readonly endsLast: boolean },
): boolean {
  let at = 0;
  for (const [position, part] of parts.entries()) {
    const isLast = position === parts.length - 1;
    const found = isLast && endsLast ? tag.length - part.length : tag.indexOf(part, at);
    const isPlaced = found >= at && tag.startsWith(part, found);
    if (!isPlaced || (position === 0 && startsFirst && found !== 0)) {
      return false;
    }
    at = found + part.length;
  }
  return true;
}
