import type { Draft } from "../../../shared/draft.ts";
import type { AttestationRow, ResultRow } from "../../../shared/preview.ts";

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

/**
 * The choice after one entry was ticked or unticked, which is by its digest: two entries may have one platform, and not
 * every platform can be written as a filter. The last entry that is kept stays. An entry that the platform filter
 * leaves out is ticked by giving the filter up: what else it left out is excluded by digest instead.
 */
export function tickEntry(
  choice: EntryChoice,
  rows: readonly ResultRow[],
  digest: string,
  keep: boolean,
): EntryChoice {
  if (!keep) {
    const isLast = rows.every((row) => !row.kept || digestOf(row) === digest);
    return isLast ? choice : exclude(choice, [digest]);
  }
  const included = include(choice, [digest]);
  const isFiltered = rows.some((row) => digestOf(row) === digest && row.filtered === true);
  if (!isFiltered) {
    return included;
  }
  const others = rows.filter((row) => row.filtered === true && digestOf(row) !== digest);
  return exclude({ ...included, platforms: [] }, others.map(digestOf));
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
export function showChoice(rows: readonly ResultRow[], choice: EntryChoice): readonly ResultRow[] {
  const out = new Set(choice.excluded);
  return rows.map((shown) => {
    const { excluded: _, filtered: __, ...row } = shown;
    const isExcluded = out.has(row.descriptor.digest);
    const isFiltered = shown.filtered === true && choice.platforms.length > 0;
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
