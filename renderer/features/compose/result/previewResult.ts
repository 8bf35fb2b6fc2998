import { attestedDigest } from "../../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type {
  AttestationRow,
  PreviewResult,
  ResultContent,
  ResultRow,
} from "../../../../shared/preview.ts";
import type { ComposeData } from "../composeState.ts";

/** The content of a result, complete or without missing sources; undefined if there is none. */
export function shownContent(result: PreviewResult | undefined): ResultContent | undefined {
  return result?.kind === "ready" || result?.kind === "partial" ? result.content : undefined;
}

/** The entries of a result, also of one that could not be combined. */
export function rowsOf(result: PreviewResult): readonly ResultRow[] {
  return result.kind === "failed" || result.kind === "checking"
    ? result.rows
    : (shownContent(result)?.rows ?? []);
}

/** Whether the preview includes all sources of the draft, at their current digests. */
export function showsAllSources({
  draft,
  sources,
  preview,
}: Pick<ComposeData, "draft" | "sources" | "preview">): boolean {
  return draft.sources.every(({ id }) => {
    const current = sources[id];
    const shown = preview?.sources[id];
    return (
      current?.kind === "resolved" &&
      shown?.kind === "resolved" &&
      current.source.digest === shown.source.digest
    );
  });
}

/** The result with other entries; a result without entries is returned unchanged. */
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
 * Adds attestations to the rows of their images.
 * @param attestations descriptors as listed in the resulting index
 * @param excluded digests that the draft excludes
 */
export function withAttestations(
  result: PreviewResult,
  attestations: readonly Descriptor[],
  excluded: readonly string[],
): PreviewResult {
  if (attestations.length === 0) {
    return result;
  }
  const byImage = new Map(
    attestations.map((descriptor) => [attestedDigest(descriptor), descriptor]),
  );
  const rows = rowsOf(result).map((row) => {
    const descriptor = byImage.get(row.descriptor.digest);
    const isShown = row.attestations.some(
      (shown) => shown.descriptor.digest === descriptor?.digest,
    );
    if (descriptor === undefined || isShown) {
      return row;
    }
    const attestation: AttestationRow = {
      descriptor,
      found: "referrer",
      ...(excluded.includes(descriptor.digest) ? { excluded: true } : {}),
    };
    return { ...row, attestations: [...row.attestations, attestation] };
  });
  return withRows(result, rows);
}
