/** The longest version that is compared, in UTF-16 units: versions come from outside. */
const maxLength = 256;

/** Words of a scheme, as Debian would order them: `~` is before the version, `+` after it. */
type Words = ReadonlyMap<string, string>;

/** Source: PEP 440, "Version scheme". */
const pypiWords: Words = new Map([
  ["dev", "~~dev"],
  ["a", "~a"],
  ["alpha", "~a"],
  ["b", "~b"],
  ["beta", "~b"],
  ["c", "~rc"],
  ["rc", "~rc"],
  ["pre", "~rc"],
  ["preview", "~rc"],
  ["post", "+post"],
  ["rev", "+post"],
  ["r", "+post"],
]);

/** Source: Maven, ComparableVersion. Other words are after the version. */
const mavenWords: Words = new Map([
  ["a", "~a"],
  ["alpha", "~a"],
  ["b", "~b"],
  ["beta", "~b"],
  ["m", "~m"],
  ["milestone", "~m"],
  ["cr", "~rc"],
  ["rc", "~rc"],
  ["snapshot", "~snapshot"],
  ["ga", ""],
  ["final", ""],
  ["release", ""],
  ["sp", "+sp"],
]);

/** Source: Composer, VersionParser. */
const composerWords: Words = new Map([
  ["dev", "~~dev"],
  ["a", "~a"],
  ["alpha", "~a"],
  ["b", "~b"],
  ["beta", "~b"],
  ["rc", "~rc"],
  ["p", "+p"],
  ["pl", "+p"],
  ["patch", "+p"],
]);

/** Suffixes after `_`. Source: apk-tools, version.c. */
const apkWords: Words = new Map([
  ["alpha", "~a"],
  ["beta", "~b"],
  ["pre", "~c"],
  ["rc", "~d"],
  ["cvs", "+a"],
  ["svn", "+b"],
  ["git", "+c"],
  ["hg", "+d"],
  ["p", "+e"],
]);

/** How a version is written so that Debian's order is its own. */
type Rewrite = (version: string) => string;

const asIs: Rewrite = (version) => version;

/** A suffix after a hyphen is a release before the version. Source: Semantic Versioning 2.0.0 §11. */
const semantic: Rewrite = (version) => withoutBuild(version).replace("-", "~");

/** Rewrites by the type of the purl. */
const rewrites: ReadonlyMap<string, Rewrite> = new Map<string, Rewrite>([
  ["deb", asIs],
  ["rpm", asIs],
  ["alpm", asIs],
  [
    "apk",
    (version) => version.replace(/_([a-z]+)/g, (all, word: string) => apkWords.get(word) ?? all),
  ],
  ["npm", semantic],
  ["cargo", semantic],
  ["golang", semantic],
  ["nuget", (version) => semantic(version.toLowerCase())],
  ["swift", semantic],
  ["pub", semantic],
  ["hex", semantic],
  ["composer", (version) => rewriteWords(withoutBuild(version), composerWords)],
  [
    "pypi",
    (version) => rewriteWords(withoutBuild(version).replace(/-(\d+)$/, ".post$1"), pypiWords),
  ],
  ["maven", (version) => rewriteWords(version, mavenWords)],
  // Letters are a release before the version (RubyGems, Gem::Version); what follows a hyphen is a platform.
  [
    "gem",
    (version) => withoutZeros(version.replace(/-.*$/s, "").replace(/\.?([A-Za-z]+)\.?/g, "~$1")),
  ],
]);

/**
 * Compares two versions of a package in the order of its ecosystem: epochs, then the version, then the revision of a
 * distribution's package. Runs of digits are compared as numbers and others as text, where `~` is before the end. Of an
 * unknown ecosystem, only the numbers at the start are compared.
 *
 * Sources: Debian Policy §5.6.12, whose order rpm and apk versions nearly share; those of the tables above.
 *
 * @param type the type of the purl
 * @returns negative if `a` is the earlier version; 0 if they are equal or their order is not known
 */
export function compareVersions(a: string, b: string, type: string): number {
  if (a.length > maxLength || b.length > maxLength) {
    return 0;
  }
  const rewrite = rewrites.get(type);
  const [one, other] = [a, b].map((version) => split(version.replace(/^v(?=\d)/, ""), type));
  if (one === undefined || other === undefined) {
    return 0;
  }
  if (rewrite === undefined) {
    return compareRuns(leadingNumbers(one.version), leadingNumbers(other.version));
  }
  return (
    one.epoch - other.epoch ||
    compareRuns(rewrite(one.version), rewrite(other.version)) ||
    compareRuns(one.revision, other.revision)
  );
}

interface VersionParts {
  readonly epoch: number;
  readonly version: string;
  readonly revision: string;
}

/** Splits the version of a distribution's package at its epoch and at the last hyphen, and that of PyPI at its epoch. */
function split(text: string, type: string): VersionParts {
  const [, epoch = "0", rest = text] = /^(\d{1,9})[:!](.*)$/s.exec(text) ?? [];
  const at = ["deb", "rpm", "alpm", "apk"].includes(type) ? rest.lastIndexOf("-") : -1;
  return {
    epoch: Number(epoch),
    version: at < 0 ? rest : rest.slice(0, at),
    revision: at < 0 ? "" : rest.slice(at + 1),
  };
}

function withoutBuild(version: string): string {
  return version.replace(/\+.*$/s, "");
}

/** Rewrites words with the separators around them, and leaves out zeros at the end of the numbers. */
function rewriteWords(version: string, words: Words): string {
  const rewritten = version
    .toLowerCase()
    .replace(/[-_.]?([a-z]+)[-_.]?/g, (all, word: string) => words.get(word) ?? all);
  return withoutZeros(rewritten);
}

/** 1.0 is 1. */
function withoutZeros(version: string): string {
  return version.replace(/(?:\.0+)+(?=$|[~+])/, "");
}

function leadingNumbers(version: string): string {
  return /^\d+(?:\.\d+)*/.exec(version)?.[0] ?? "";
}

function compareRuns(a: string, b: string): number {
  const [runsA, runsB] = [splitRuns(a), splitRuns(b)];
  for (let at = 0; at < Math.max(runsA.length, runsB.length); at += 1) {
    const [runA = "", runB = ""] = [runsA[at], runsB[at]];
    // Even runs are text, odd ones digits.
    const order = at % 2 === 0 ? compareText(runA, runB) : compareNumbers(runA, runB);
    if (order !== 0) {
      return order;
    }
  }
  return 0;
}

/** Splits a version into text and digits, in turn, text first. */
function splitRuns(version: string): readonly string[] {
  return version.split(/(\d+)/);
}

function compareNumbers(a: string, b: string): number {
  const [one, other] = [a, b].map((digits) => digits.replace(/^0+/, ""));
  if (one === undefined || other === undefined) {
    return 0;
  }
  return one.length - other.length || (one < other ? -1 : one > other ? 1 : 0);
}

function compareText(a: string, b: string): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const order = weightOf(a[at]) - weightOf(b[at]);
    if (order !== 0) {
      return order;
    }
  }
  return 0;
}

function weightOf(character: string | undefined): number {
  if (character === undefined) {
    return 0;
  }
  const code = character.charCodeAt(0);
  return character === "~"
    ? -1
    : character === "^"
      ? 1
      : /[A-Za-z]/.test(character)
        ? code
        : code + 0x1_0000;
}
