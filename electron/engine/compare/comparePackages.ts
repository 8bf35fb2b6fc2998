import type { PackageChange } from "../../../shared/comparison.ts";
import type { SbomPackage } from "../../../shared/evidence.ts";
import { compareVersions } from "./compareVersions.ts";
import { cutText } from "./compareValues.ts";
import { namePackage } from "./packageUrl.ts";

/** Most versions of one package that are shown, and UTF-16 units of a name and of a version. */
const maxVersions = 50;
const maxLength = { name: 300, version: 200, licenses: 300 } as const;
/** Most licenses of one package that are compared. */
const maxLicenses = 20;

/** The versions of a package that an image has. */
export interface PackageVersions {
  readonly type: string;
  readonly name: string;
  /** Each once, the oldest first. */
  readonly versions: readonly string[];
  /** Each once, as the documents write them; without what is not known. */
  readonly licenses: readonly string[];
}

/** Groups packages by type and name; the same name of another type is another package. */
export function groupPackages(
  packages: readonly SbomPackage[],
): ReadonlyMap<string, PackageVersions> {
  const found = new Map<
    string,
    PackageVersions & { readonly versions: string[]; readonly licenses: string[] }
  >();
  for (const item of packages) {
    const { type, name, version } = namePackage(item);
    if (name === "") {
      continue;
    }
    const key = `${type} ${name}`;
    const known = found.get(key) ?? { type, name, versions: [], licenses: [] };
    found.set(key, known);
    if (!known.versions.includes(version) && known.versions.length < maxVersions) {
      known.versions.push(version);
    }
    const { license } = item;
    if (
      license !== "" &&
      known.licenses.length < maxLicenses &&
      !known.licenses.includes(license)
    ) {
      known.licenses.push(license);
    }
  }
  for (const { versions, type } of found.values()) {
    versions.sort((a, b) => compareVersions(a, b, type));
  }
  return found;
}

/**
 * Compares packages by type and name. A package without a purl is compared with the one of that name that has one, since
 * not all tools write purls. A package with one version on each side is upgraded or downgraded; one with several is
 * changed.
 *
 * @returns sorted by name
 */
export function comparePackages(
  before: ReadonlyMap<string, PackageVersions>,
  after: ReadonlyMap<string, PackageVersions>,
): readonly PackageChange[] {
  const [onlyBefore, onlyAfter] = [unpaired(before, after), unpaired(after, before)];
  const named = [
    ...pairByName(onlyBefore, onlyAfter),
    ...pairByName(onlyAfter, onlyBefore).map(([one, other]) => [other, one] as const),
  ];
  const pairs: readonly (readonly [PackageVersions | undefined, PackageVersions | undefined])[] = [
    ...[...before].flatMap(([key, old]) => {
      const now = after.get(key);
      return now === undefined ? [] : [[old, now] as const];
    }),
    ...named,
    ...[...onlyBefore].map((old) => [old, undefined] as const),
    ...[...onlyAfter].map((now) => [undefined, now] as const),
  ];
  return pairs
    .map(([old, now]) => {
      const change = changeOf(old, now);
      return { change, order: `${change.name.toLowerCase()}\n${change.type}` };
    })
    .toSorted((a, b) => compareText(a.order, b.order))
    .map(({ change }) => change);
}

/** The packages of one side that the other one does not have by type and name. */
function unpaired(
  side: ReadonlyMap<string, PackageVersions>,
  other: ReadonlyMap<string, PackageVersions>,
): Set<PackageVersions> {
  return new Set([...side].flatMap(([key, item]) => (other.has(key) ? [] : [item])));
}

/**
 * Pairs packages without a purl with those of their name that have one, with or without the namespace. Of several, it is
 * the only one that has a version in common, or none.
 *
 * @param without packages of one side; those that get a pair are taken out
 * @param others packages of the other side, likewise
 */
function pairByName(
  without: Set<PackageVersions>,
  others: Set<PackageVersions>,
): readonly (readonly [PackageVersions, PackageVersions])[] {
  const byName = new Map<string, PackageVersions[]>();
  for (const item of others) {
    const last = item.name.slice(item.name.lastIndexOf("/") + 1);
    for (const name of item.type === "" ? [] : new Set([item.name, last])) {
      const known = byName.get(name);
      if (known === undefined) {
        byName.set(name, [item]);
      } else {
        known.push(item);
      }
    }
  }
  const pairs: (readonly [PackageVersions, PackageVersions])[] = [];
  for (const item of without) {
    const candidates =
      item.type === "" ? (byName.get(item.name) ?? []).filter((other) => others.has(other)) : [];
    const other = candidates.length === 1 ? candidates[0] : onlyWithVersionOf(item, candidates);
    if (other !== undefined) {
      pairs.push([item, other]);
      without.delete(item);
      others.delete(other);
    }
  }
  return pairs;
}

function onlyWithVersionOf(
  { versions }: PackageVersions,
  candidates: readonly PackageVersions[],
): PackageVersions | undefined {
  const found = candidates.filter((other) =>
    other.versions.some((version) => versions.includes(version)),
  );
  return found.length === 1 ? found[0] : undefined;
}

function changeOf(
  before: PackageVersions | undefined,
  after: PackageVersions | undefined,
): PackageChange {
  // Named by its purl, if a side has one.
  const { type, name } = (before?.type ? before : (after ?? before)) as PackageVersions;
  const [old, now] = [before?.versions ?? [], after?.versions ?? []];
  const licenses = licenseChange(before?.licenses ?? [], after?.licenses ?? []);
  const kind = kindOf(before?.versions, after?.versions, type);
  return {
    kind: kind === "same" && licenses !== undefined ? "relicensed" : kind,
    type,
    name: cutText(name, maxLength.name),
    before: old.map((version) => cutText(version, maxLength.version)),
    after: now.map((version) => cutText(version, maxLength.version)),
    ...(licenses === undefined ? {} : { licenses }),
  };
}

/** @returns undefined if a side names none, or both name the same */
function licenseChange(
  before: readonly string[],
  after: readonly string[],
): PackageChange["licenses"] {
  const [old, now] = [licenseNames(before), licenseNames(after)];
  if (old === "" || now === "" || old === now) {
    return undefined;
  }
  const [first, second] = [before, after].map((licenses) =>
    cutText(licenses.join(", "), maxLength.licenses),
  );
  return { before: first ?? "", after: second ?? "" };
}

/** The names in licenses, since SPDX joins them with AND, and CycloneDX lists them. Source: SPDX 2.3, annex D. */
function licenseNames(licenses: readonly string[]): string {
  const names = licenses.flatMap((license) =>
    license
      .slice(0, maxLength.licenses)
      .toLowerCase()
      .split(/[()]|,|;|\band\b/)
      .map((name) => name.trim())
      .filter(Boolean),
  );
  return [...new Set(names)].toSorted().join("\n");
}

function kindOf(
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
  type: string,
): PackageChange["kind"] {
  if (before === undefined || after === undefined) {
    return before === undefined ? "added" : "removed";
  }
  if (before.length === after.length && before.every((version, at) => version === after[at])) {
    return "same";
  }
  const [old, now] = [before[0], after[0]];
  if (before.length > 1 || after.length > 1 || old === undefined || now === undefined) {
    return "changed";
  }
  const order = compareVersions(old, now, type);
  return order === 0 ? "changed" : order < 0 ? "upgraded" : "downgraded";
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
