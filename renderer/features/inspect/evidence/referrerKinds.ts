import type { ReferrerRow, Referrers } from "../../../../shared/inspection.ts";
import type { EntryRow } from "../../../../shared/preview.ts";
import type { Reading } from "../contentsStore.ts";
import { predicateName } from "./predicateName.ts";
import { evidenceKind, isReferrersList, referrerName, referrerStatements } from "./referrerName.ts";
import { isSignature } from "./signatureName.ts";

/** Evidence of one kind among what refers to an image. */
export interface EvidenceCount {
  /** `SBOM`, `signature`, `provenance`. */
  readonly kind: string;
  readonly count: number;
  /** The referrers and digest tags that have some. */
  readonly rows: readonly ReferrerRow[];
}

/** Counts what refers to an entry by kind, as far as it was read. Attestations that its index lists are left out. */
export function referrerKinds(
  { attestations }: EntryRow,
  referrers: Reading<Referrers> | undefined,
): readonly EvidenceCount[] {
  return referrers?.kind === "read"
    ? countReferrers(
        referrers.value.rows,
        new Set(attestations.map(({ descriptor }) => descriptor.digest)),
      )
    : [];
}

/** Counts what refers to an image by kind, in the order of the list. @param listed digests that are shown elsewhere */
function countReferrers(
  rows: readonly ReferrerRow[],
  listed: ReadonlySet<string>,
): readonly EvidenceCount[] {
  const counts = new Map<string, { count: number; rows: Set<ReferrerRow> }>();
  const seen = new Set(listed);
  for (const row of rows) {
    const { digest } = row.descriptor;
    if (isReferrersList(row) || seen.has(digest)) {
      continue;
    }
    seen.add(digest);
    for (const kind of kindsOf(row)) {
      const known = counts.get(kind) ?? { count: 0, rows: new Set() };
      known.count += 1;
      known.rows.add(row);
      counts.set(kind, known);
    }
  }
  return [...counts].map(([kind, { count, rows: found }]) => ({ kind, count, rows: [...found] }));
}

/** The kinds of what a referrer states: one for each statement or signature that is known. */
function kindsOf(row: ReferrerRow): readonly string[] {
  const kinds = referrerStatements(row).flatMap(({ descriptor, predicateType }) => {
    if (isSignature(descriptor)) {
      return ["signature"];
    }
    return predicateType === "" ? [] : [evidenceKind(predicateName(predicateType))];
  });
  return kinds.length > 0 ? kinds : [evidenceKind(referrerName(row))];
}

/** The text of a count: `SBOM`, `signature ×3`. */
export function countText({ kind, count }: EvidenceCount): string {
  return count === 1 ? kind : `${kind} ×${count}`;
}
