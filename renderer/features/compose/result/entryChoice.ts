import type { Draft } from "../../../../shared/draft.ts";
import type { AttestationRow, ResultRow } from "../../../../shared/preview.ts";

/** The part of a draft that says which entries of the sources the result has. */
export type EntryChoice = Pick<Draft, "platforms" | "excluded">;

function digestOf({ descriptor }: ResultRow | AttestationRow): string {
  return descriptor.digest;
}

/** The choice with more digests excluded. */
export function exclude(choice: EntryChoice, digests: readonly string[]): EntryChoice {
  return { ...choice, excluded: [...new Set([...choice.excluded, ...digests])] };
}

/** The choice with these digests excluded no more. */
export function include(choice: EntryChoice, digests: readonly string[]): EntryChoice {
  const gone = new Set(digests);
  return { ...choice, excluded: choice.excluded.filter((digest) => !gone.has(digest)) };
}

/** The longest platform that a draft can hold, in UTF-16 units. */
const longestPlatform = 256;

/** A platform as the filter takes it. Source: containerd/platforms, Parse. */
const filterable = /^[\w-]+(?:\([\w.%-]*(?:\+[\w.%-]+)*\))?\/[\w.-]+(?:\/[\w.-]+)?$/;

function canFilterBy(platform: string | undefined): platform is string {
  return platform !== undefined && platform.length <= longestPlatform && filterable.test(platform);
}

/**
 * Whether an entry cannot be ticked: the platform filter leaves it out, cannot name its platform, and cannot be
 * given up, as it holds for sources of which nothing is known yet.
 * @param whole whether the rows are those of all sources
 */
export function isLockedByFilter(row: ResultRow, whole: boolean): boolean {
  return row.filtered === true && !whole && !canFilterBy(row.platform);
}

/**
 * The choice after one entry was ticked or unticked, which is by its digest: two entries may have one platform, and not
 * every platform can be written as a filter. The last entry that is kept stays. An entry that the platform filter
 * leaves out is ticked by giving the filter up: what else it left out is excluded by digest instead. Where a source is
 * missing, what the filter leaves out of it has no digest yet: the filter stays, with the entry's platform added.
 * @param whole whether the rows are those of all sources
 */
export function setEntryKept(
  choice: EntryChoice,
  rows: readonly ResultRow[],
  digest: string,
  keep: boolean,
  whole: boolean,
): EntryChoice {
  if (!keep) {
    const isLast = rows.every((row) => !row.kept || digestOf(row) === digest);
    return isLast ? choice : exclude(choice, [digest]);
  }
  const ticked = rows.find((row) => digestOf(row) === digest && row.filtered === true);
  if (ticked === undefined) {
    return include(choice, [digest]);
  }
  if (isLockedByFilter(ticked, whole)) {
    return choice;
  }
  const named = ticked.platform === undefined ? [] : [ticked.platform];
  const platforms = whole ? [] : [...choice.platforms, ...named];
  const others = rows.filter((row) => row.filtered === true && digestOf(row) !== digest);
  return exclude({ ...include(choice, [digest]), platforms }, others.map(digestOf));
}

/**
 * Takes back what a tick changed from one choice to another, in the choice as it is by then: only that tick's digests,
 * and the platforms only as far as the tick changed them. Gives the same choice where nothing of it is there any more.
 */
export function revertToggle<T extends EntryChoice>(
  now: T,
  before: EntryChoice,
  after: EntryChoice,
): T {
  const [was, is] = [new Set(before.excluded), new Set(after.excluded)];
  const added = after.excluded.filter((digest) => !was.has(digest));
  const removed = before.excluded.filter((digest) => !is.has(digest));
  const { excluded } = exclude(include(now, added), removed);
  const named = new Set(after.platforms.filter((platform) => !before.platforms.includes(platform)));
  const isUntouched = JSON.stringify(now.platforms) === JSON.stringify(after.platforms);
  const platforms = isUntouched
    ? before.platforms
    : now.platforms.filter((platform) => !named.has(platform));
  const isSame =
    JSON.stringify([excluded, platforms]) === JSON.stringify([now.excluded, now.platforms]);
  return isSame ? now : { ...now, excluded, platforms };
}

/** Whether a row is the only one that is still kept: unticking it would leave nothing. */
export function isLastKept(rows: readonly ResultRow[], row: ResultRow): boolean {
  return row.kept && rows.every((other) => !other.kept || digestOf(other) === digestOf(row));
}

function markAttestation(row: AttestationRow, isOut: boolean): AttestationRow {
  const { excluded: _, ...marked } = row;
  return isOut ? { ...row, excluded: true } : marked;
}

/** The rows as another choice of digests has them: shown until the preview is back. */
export function applyChoice(rows: readonly ResultRow[], choice: EntryChoice): readonly ResultRow[] {
  const out = new Set(choice.excluded);
  return rows.map((shown) => {
    const { excluded: _, filtered: __, ...row } = shown;
    const isExcluded = out.has(row.descriptor.digest);
    const isNamed = choice.platforms.includes(shown.platform ?? "");
    const isFiltered = shown.filtered === true && choice.platforms.length > 0 && !isNamed;
    return {
      ...row,
      kept: !isExcluded && !isFiltered,
      ...(isExcluded ? { excluded: true } : {}),
      ...(isFiltered ? { filtered: true } : {}),
      attestations: row.attestations.map((attestation) =>
        markAttestation(attestation, isExcluded || out.has(digestOf(attestation))),
      ),
    };
  });
}
