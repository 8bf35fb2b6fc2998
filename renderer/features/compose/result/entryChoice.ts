import type { Draft } from "../../../../shared/draft.ts";
import type { AttestationRow, ResultRow } from "../../../../shared/preview.ts";

/** The part of a draft that selects entries of the sources for the result. */
export type EntryChoice = Pick<Draft, "platforms" | "excluded">;

function digestOf({ descriptor }: ResultRow | AttestationRow): string {
  return descriptor.digest;
}

/** Excludes digests. */
export function exclude(choice: EntryChoice, digests: readonly string[]): EntryChoice {
  return { ...choice, excluded: [...new Set([...choice.excluded, ...digests])] };
}

/** Removes digests from the excluded ones. */
export function include(choice: EntryChoice, digests: readonly string[]): EntryChoice {
  const included = new Set(digests);
  return { ...choice, excluded: choice.excluded.filter((digest) => !included.has(digest)) };
}

/** Maximum length of a platform in a draft, in UTF-16 units. */
const maxPlatformLength = 256;

/** A platform in the syntax of the filter. Source: containerd/platforms, Parse. */
const platformSyntax = /^[\w-]+(?:\([\w.%-]*(?:\+[\w.%-]+)*\))?\/[\w.-]+(?:\/[\w.-]+)?$/;

function canFilterBy(platform: string | undefined): platform is string {
  return (
    platform !== undefined && platform.length <= maxPlatformLength && platformSyntax.test(platform)
  );
}

/**
 * Whether an entry cannot be included: the platform filter excludes it and cannot name its platform, and the filter
 * must stay because it applies to sources that are not resolved.
 * @param isComplete whether the rows include those of all sources
 */
export function isLockedByFilter(row: ResultRow, isComplete: boolean): boolean {
  return row.filtered === true && !isComplete && !canFilterBy(row.platform);
}

interface EntryChange {
  /** The rows shown for the choice. */
  readonly rows: readonly ResultRow[];
  readonly digest: string;
  readonly keep: boolean;
  /** Whether the rows include those of all sources. */
  readonly isComplete: boolean;
}

/**
 * Keeps or excludes one entry by its digest: two entries may share a platform, and the filter cannot name every
 * platform. The last kept entry is never excluded. Keeping an entry that the platform filter excludes replaces the
 * filter by exclusions of the other filtered digests. While a source is missing, the digests of its filtered entries
 * are unknown: the filter stays, and the platform of the entry is added to it.
 * @returns the same choice if nothing changes
 */
export function setEntryKept(
  choice: EntryChoice,
  { rows, digest, keep, isComplete }: EntryChange,
): EntryChoice {
  if (!keep) {
    const isLast = rows.every((row) => !row.kept || digestOf(row) === digest);
    return isLast ? choice : exclude(choice, [digest]);
  }
  const filtered = rows.find((row) => digestOf(row) === digest && row.filtered === true);
  if (filtered === undefined) {
    return include(choice, [digest]);
  }
  if (isLockedByFilter(filtered, isComplete)) {
    return choice;
  }
  const added = filtered.platform === undefined ? [] : [filtered.platform];
  const platforms = isComplete ? [] : [...choice.platforms, ...added];
  const others = rows.filter((row) => row.filtered === true && digestOf(row) !== digest);
  return exclude({ ...include(choice, [digest]), platforms }, others.map(digestOf));
}

/**
 * Reverts the change from `before` to `after` in a choice that may have changed since. Later changes are kept.
 * @returns the same choice if nothing of the change is left
 */
export function revertChoice<T extends EntryChoice>(
  current: T,
  before: EntryChoice,
  after: EntryChoice,
): T {
  const [was, is] = [new Set(before.excluded), new Set(after.excluded)];
  const added = after.excluded.filter((digest) => !was.has(digest));
  const removed = before.excluded.filter((digest) => !is.has(digest));
  const { excluded } = exclude(include(current, added), removed);
  const addedPlatforms = new Set(
    after.platforms.filter((platform) => !before.platforms.includes(platform)),
  );
  const isUntouched = JSON.stringify(current.platforms) === JSON.stringify(after.platforms);
  const platforms = isUntouched
    ? before.platforms
    : current.platforms.filter((platform) => !addedPlatforms.has(platform));
  const isSame =
    JSON.stringify([excluded, platforms]) === JSON.stringify([current.excluded, current.platforms]);
  return isSame ? current : { ...current, excluded, platforms };
}

/** Whether a row is the only one kept. */
export function isLastKept(rows: readonly ResultRow[], row: ResultRow): boolean {
  return row.kept && rows.every((other) => !other.kept || digestOf(other) === digestOf(row));
}

function setAttestationExcluded(row: AttestationRow, isExcluded: boolean): AttestationRow {
  const { excluded: _, ...included } = row;
  return isExcluded ? { ...row, excluded: true } : included;
}

/** Updates rows for another choice, to be shown until the preview is computed. */
export function applyChoice(rows: readonly ResultRow[], choice: EntryChoice): readonly ResultRow[] {
  const digests = new Set(choice.excluded);
  return rows.map((shown) => {
    const { excluded: _, filtered: __, ...row } = shown;
    const isExcluded = digests.has(row.descriptor.digest);
    const isNamed = choice.platforms.includes(shown.platform ?? "");
    const isFiltered = shown.filtered === true && choice.platforms.length > 0 && !isNamed;
    return {
      ...row,
      kept: !isExcluded && !isFiltered,
      ...(isExcluded ? { excluded: true } : {}),
      ...(isFiltered ? { filtered: true } : {}),
      attestations: row.attestations.map((attestation) =>
        setAttestationExcluded(attestation, isExcluded || digests.has(digestOf(attestation))),
      ),
    };
  });
}
