/** How tags are grouped, in this order. */
const groups = { latest: 0, version: 1, name: 2, build: 3, digest: 4 } as const;

interface TagKey {
  readonly tag: string;
  readonly group: number;
  /** Of a version: the numbers before the suffix, without leading zeros. */
  readonly numbers: readonly string[];
  /** Runs of digits, without leading zeros, and of other characters: the suffix of a version, or the whole tag. */
  readonly suffix: readonly string[];
}

/** Matches a version with its suffix: `1.10`, `v2.0.0-rc.1`, `3-alpine`, `1.9beta2`. */
const version = /^v?(\d+(?:\.\d+)*)($|[-_.+].*|(?<=\.\d+)[A-Za-z].*)/;
/** Matches tags that tools name after a digest: `sha256-….sig`. */
const digestTag = /^sha(?:256|384|512)-[0-9a-f]{32}/;
/** Matches numbers that are dates or build numbers, not versions: `20240923`. */
const buildNumber = /^\d{6,}(?:$|[-_.])/;

function splitRuns(text: string): readonly string[] {
  return (text.match(/\d+|\D+/g) ?? []).map(withoutZeros);
}

function toKey(tag: string): TagKey {
  const key = (group: number, suffix: string, numbers: readonly string[] = []): TagKey => ({
    tag,
    group,
    numbers,
    suffix: splitRuns(suffix),
  });
  if (tag === "latest") {
    return key(groups.latest, "");
  }
  if (digestTag.test(tag)) {
    return key(groups.digest, tag);
  }
  if (buildNumber.test(tag)) {
    return key(groups.build, tag);
  }
  const [, numbers, suffix = ""] = version.exec(tag) ?? [];
  return numbers === undefined
    ? key(groups.name, tag)
    : key(groups.version, suffix, numbers.split(".").map(withoutZeros));
}

/** Removes the leading zeros of a number; other text is unchanged. */
function withoutZeros(number: string): string {
  return number.startsWith("0") ? number.replace(/^0+(?=\d)/, "") : number;
}

/** Compares numbers of any length, larger first. */
function compareNumbers(a: string, b: string): number {
  if (a.length !== b.length) {
    return b.length - a.length;
  }
  return a === b ? 0 : a < b ? 1 : -1;
}

function startsWithDigit(text: string): boolean {
  const first = text[0] ?? "";
  return first >= "0" && first <= "9";
}

/** Compares words in order and numbers larger first. */
function compareRuns(a: string, b: string): number {
  if (startsWithDigit(a) && startsWithDigit(b)) {
    return compareNumbers(a, b);
  }
  return a === b ? 0 : a < b ? -1 : 1;
}

function compareLists(
  a: readonly string[],
  b: readonly string[],
  compare: (a: string, b: string) => number,
): number {
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at += 1) {
    const order = compare(a[at] ?? "", b[at] ?? "");
    if (order !== 0) {
      return order;
    }
  }
  return 0;
}

function compareKeys(a: TagKey, b: TagKey): number {
  return (
    a.group - b.group ||
    compareLists(a.numbers, b.numbers, compareNumbers) ||
    // 1.9.1 before 1.9, a release before its variants.
    b.numbers.length - a.numbers.length ||
    compareLists(a.suffix, b.suffix, compareRuns) ||
    a.suffix.length - b.suffix.length ||
    (a.tag < b.tag ? -1 : 1)
  );
}

/**
 * Sorts tags in the order in which they are likely to be wanted: `latest`; versions, newest first by their numbers
 * (1.10 before 1.9), a release before its variants; other names; dates and build numbers, newest first; tags that tools
 * named after digests.
 */
export function sortTags(tags: readonly string[]): readonly string[] {
  return tags
    .map(toKey)
    .toSorted(compareKeys)
    .map(({ tag }) => tag);
}
