/** Ecosystems in which a suffix after a hyphen is a release before the version: `1.0.0-rc.1` (semver.org §11). */
const preReleaseTypes: ReadonlySet<string> = new Set([
  "npm",
  "cargo",
  "golang",
  "nuget",
  "composer",
  "swift",
  "pub",
  "hex",
]);

/**
 * Compares two versions of a package: epochs, then runs of digits as numbers and of other characters as text, where `~`
 * sorts before the end, and a letter before other characters.
 *
 * Sources: Debian Policy §5.6.12, whose order rpm and apk versions nearly share; Semantic Versioning 2.0.0 §11.
 *
 * @param type the type of the purl
 * @returns negative if `a` is the earlier version, 0 if neither is
 */
export function compareVersions(a: string, b: string, type: string): number {
  const [epochA, restA] = splitEpoch(a);
  const [epochB, restB] = splitEpoch(b);
  const isSemantic = preReleaseTypes.has(type);
  return epochA - epochB || compareRuns(prepare(restA, isSemantic), prepare(restB, isSemantic));
}

function splitEpoch(version: string): readonly [number, string] {
  const [, epoch, rest] = /^(\d{1,9}):(.*)$/s.exec(version) ?? [];
  return epoch === undefined ? [0, version] : [Number(epoch), rest ?? ""];
}

/** Removes what does not order versions, and writes releases before a version as Debian does. */
function prepare(version: string, isSemantic: boolean): string {
  const plain = version.replace(/^v(?=\d)/, "");
  return isSemantic ? plain.replace(/\+.*$/s, "").replace("-", "~") : plain;
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
  return character === "~" ? -1 : /[A-Za-z]/.test(character) ? code : code + 0x1_0000;
}
