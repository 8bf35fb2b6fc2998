import { attestedDigest, isAttestation } from "../../../shared/oci/attestation.ts";
import type { SourceState, SourceSummary } from "../../../shared/preview.ts";
import { EngineError, toFailure } from "../errors.ts";
import { formatPlatformAll } from "../oci/formatPlatform.ts";
import { formatLocation, locationRepository } from "../oci/location.ts";
import { toTagOrDigest } from "../stores/openStores.ts";
import type { ResolvedSource } from "./resolve.ts";
import { entryKind } from "./rows.ts";
import type { SourceOutcome } from "./sourceCache.ts";

/** Describes a source for display. @param outcome undefined while the source is being resolved */
export function stateOf(outcome: SourceOutcome | undefined): SourceState {
  if (outcome === undefined) {
    return { kind: "resolving" };
  }
  if (outcome instanceof EngineError) {
    return { kind: "failed", error: toFailure(outcome) };
  }
  return { kind: "resolved", source: summarize(outcome) };
}

function summarize(source: ResolvedSource): SourceSummary {
  const { location, descriptor, content } = source;
  const entries = source.kind === "index" ? source.index.manifests : [descriptor];
  const attested = entries.filter(isAttestation);
  return {
    name: formatLocation(location),
    repository: locationRepository(location),
    kind: entryKind(descriptor),
    mediaType: content.mediaType,
    digest: content.digest,
    size: content.bytes.byteLength,
    platforms: entries.flatMap((entry) =>
      entry.platform && !isAttestation(entry) ? [formatPlatformAll(entry.platform)] : [],
    ),
    attestations: new Set(attested.map((entry) => `${attestedDigest(entry)} ${entry.digest}`)).size,
    isMutable: "tag" in toTagOrDigest(location),
  };
}
