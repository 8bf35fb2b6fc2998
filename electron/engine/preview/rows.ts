import { attestedDigest, isAttestation } from "../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { isIndexType, isManifestType } from "../../../shared/oci/mediaTypes.ts";
import type { AttestationRow, EntryKind, EntryRow, ResultRow } from "../../../shared/preview.ts";
import type { Created } from "../imagetools/create.ts";
import type { Combination } from "../imagetools/combine.ts";
import { formatPlatformAll } from "../oci/platform.ts";

/** What an entry is to a person. */
export function entryKind(entry: Descriptor): EntryKind {
  if (isAttestation(entry)) return "attestation";
  if (isIndexType(entry.mediaType)) return "index";
  return isManifestType(entry.mediaType) && !entry.artifactType ? "image" : "artifact";
}

/**
 * Rows of an index: attestations stand under the image that they speak of, not in rows of their own, unless
 * that image is not in the index.
 */
export function entryRows(entries: readonly Descriptor[]): readonly EntryRow[] {
  return fold(entries).map(({ entry, attestations }) => rowOf(entry, attestations));
}

/**
 * Rows of what is being composed, with the sources that name each and whether the platform filter keeps it.
 *
 * @param kept for each entry of the combination, whether it stays
 * @param ids the draft's ids of the sources, in their order
 */
export function resultRows(
  combination: Combination,
  kept: readonly boolean[],
  added: Created["filtered"]["added"],
  ids: readonly string[],
): readonly ResultRow[] {
  const { index, named, platform, content } = combination;
  const sourcesOf = (digest: string): readonly string[] =>
    (named.get(digest) ?? []).flatMap((at) => ids[at] ?? []);
  if (!index) {
    const { mediaType, digest, bytes } = content;
    const single: Descriptor = {
      mediaType,
      digest,
      size: bytes.byteLength,
      ...(platform ? { platform } : {}),
    };
    return [{ ...rowOf(single, []), sources: sourcesOf(digest), kept: true }];
  }
  const found = new Map<string | undefined, AttestationRow[]>();
  for (const descriptor of added) {
    const subject = attestedDigest(descriptor);
    found.set(subject, [...(found.get(subject) ?? []), { descriptor, found: "referrer" }]);
  }
  return fold(index.manifests).map(({ entry, position, attestations }) => {
    const rows = [...attestations, ...(found.get(entry.digest) ?? [])];
    return {
      ...rowOf(entry, rows),
      sources: sourcesOf(entry.digest),
      kept: kept[position] ?? false,
    };
  });
}

interface Folded {
  readonly entry: Descriptor;
  readonly position: number;
  readonly attestations: AttestationRow[];
}

function fold(entries: readonly Descriptor[]): readonly Folded[] {
  const folded: Folded[] = [];
  const images = new Map<string, Folded>();
  entries.forEach((entry, position) => {
    if (isAttestation(entry)) return;
    const row: Folded = { entry, position, attestations: [] };
    folded.push(row);
    if (!images.has(entry.digest)) images.set(entry.digest, row);
  });
  entries.forEach((entry, position) => {
    if (!isAttestation(entry)) return;
    const image = images.get(attestedDigest(entry) ?? "");
    if (image) image.attestations.push({ descriptor: entry, found: "inline" });
    else folded.push({ entry, position, attestations: [] });
  });
  return folded.sort((a, b) => a.position - b.position);
}

function rowOf(descriptor: Descriptor, attestations: readonly AttestationRow[]): EntryRow {
  const { platform } = descriptor;
  return {
    kind: entryKind(descriptor),
    descriptor,
    ...(platform ? { platform: formatPlatformAll(platform) } : {}),
    attestations,
  };
}
