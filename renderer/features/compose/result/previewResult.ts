import { attestedDigest } from "../../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type {
  AttestationRow,
  PreviewResult,
  ResultContent,
  ResultRow,
} from "../../../../shared/preview.ts";
import type { ComposeData } from "../composeState.ts";

/** The content that a result shows: whole, or without the sources that are missing; null where there is none. */
export function shownContent(result: PreviewResult | undefined): ResultContent | null {
  return result?.kind === "ready" || result?.kind === "partial" ? result.content : null;
}

/** The entries that a result shows, also where they cannot be combined as asked. */
export function rowsOf(result: PreviewResult): readonly ResultRow[] {
  return result.kind === "failed" || result.kind === "checking"
    ? result.rows
    : (shownContent(result)?.rows ?? []);
}

/** Whether the shown entries are those of all the draft's sources, as these are known now. */
export function showsAllSources({
  draft,
  sources,
  preview,
}: Pick<ComposeData, "draft" | "sources" | "preview">): boolean {
  return draft.sources.every(({ id }) => {
    const known = sources[id];
    const shown = preview?.sources[id];
    return (
      known?.kind === "resolved" &&
      shown?.kind === "resolved" &&
      known.source.digest === shown.source.digest
    );
  });
}

/** The result with its entries replaced; one without entries stays as it is. */
export function withRows(result: PreviewResult, rows: readonly ResultRow[]): PreviewResult {
  switch (result.kind) {
    case "empty":
      return result;
    case "failed":
    case "checking":
      return { ...result, rows };
    case "ready":
      return { ...result, content: { ...result.content, rows } };
    case "partial":
      return { ...result, content: result.content && { ...result.content, rows } };
  }
}

/**
 * The result with attestations under the images that they speak of.
 * @param found as entries of the index to be
 * @param excluded digests that the draft excludes
 */
export function withAttestations(
  result: PreviewResult,
  found: readonly Descriptor[],
  excluded: readonly string[],
): PreviewResult {
  const bySubject = new Map(found.map((descriptor) => [attestedDigest(descriptor), descriptor]));
  const rows = rowsOf(result).map((row) => {
    const descriptor = bySubject.get(row.descriptor.digest);
    const isShown = row.attestations.some(
      (shown) => shown.descriptor.digest === descriptor?.digest,
    );
    if (descriptor === undefined || isShown) {
      return row;
    }
    const isOut = excluded.includes(descriptor.digest);
    const attestation: AttestationRow = {
      descriptor,
      found: "referrer",
      ...(isOut ? { excluded: true } : {}),
    };
    return { ...row, attestations: [...row.attestations, attestation] };
  });
  return found.length === 0 ? result : withRows(result, rows);
}
