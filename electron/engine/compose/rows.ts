import { attestedDigest, isAttestation } from "../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { isIndexType, isManifestType } from "../../../shared/oci/mediaTypes.ts";
import type { AttestationRow, EntryKind, EntryRow, ResultRow } from "../../../shared/preview.ts";
import type { Combination } from "./combine.ts";
import { editedEntry, type EditedManifests } from "./editedManifests.ts";
import type { EntryFate, Filtered } from "./filter.ts";
import type { ResolvedSource } from "./resolve.ts";
import { formatPlatformAll } from "../oci/formatPlatform.ts";
import { platformKey } from "../oci/normalizePlatform.ts";

/** Returns the user-facing kind of an entry. */
export function entryKind(entry: Descriptor): EntryKind {
  if (isAttestation(entry)) {
    return "attestation";
  }
  if (isIndexType(entry.mediaType)) {
    return "index";
  }
  return isManifestType(entry.mediaType) && !entry.artifactType ? "image" : "artifact";
}

/**
 * Returns the rows of an index. Attestations are listed in the row of their image, or in rows of their own if the index
 * does not list that image.
 */
export function entryRows(entries: readonly Descriptor[]): readonly EntryRow[] {
  return fold(entries, []).map(({ entry, attestations }) => rowOf(entry, attestations));
}

interface ResultParts {
  readonly combination: Combination;
  readonly manifests: EditedManifests;
  /** What the result has of the combination. */
  readonly chosen: Pick<Filtered, "fates" | "added" | "declined">;
  /** Digests that the draft excludes. */
  readonly excluded: ReadonlySet<string>;
  /** Sources in the order of the draft. */
  readonly sources: readonly ResolvedSource[];
  /** Ids of the sources, in order. */
  readonly ids: readonly string[];
}

/** Returns the rows of a composed index, with the sources that list each entry and whether the result has it. */
export function resultRows({
  combination,
  manifests,
  chosen,
  excluded,
  sources,
  ids,
}: ResultParts): readonly ResultRow[] {
  const { index, named, platform, content, originals } = combination;
  const sourcesOf = (digest: string): readonly string[] =>
    (named.get(digest) ?? []).flatMap((at) => ids[at] ?? []);
  const artifacts = artifactTypes(sources);
  const originOf = platformOrigins(named, sources);
  const platformFrom = (entry: Descriptor): Pick<ResultRow, "platformFrom"> =>
    manifests.get(entry.digest)?.config ? { platformFrom: "config" } : originOf(entry);
  const described = (row: EntryRow): EntryRow => {
    const artifactType = artifacts.get(row.descriptor.digest);
    return row.kind === "image" && artifactType !== undefined
      ? { ...row, kind: "artifact", artifactType }
      : row;
  };
  if (!index) {
    const { mediaType, digest, bytes } = content;
    const single: Descriptor = {
      mediaType,
      digest,
      size: bytes.byteLength,
      ...(platform ? { platform } : {}),
    };
    const out = excluded.has(digest);
    const becomes = editedEntry(single, manifests);
    return [
      {
        ...described(rowOf(single, [])),
        ...(platform ? platformFrom(single) : {}),
        ...(becomes ? { becomes } : {}),
        sources: sourcesOf(digest),
        kept: !out,
        ...(out ? { excluded: true } : {}),
      },
    ];
  }
  const found = new Map<string | undefined, AttestationRow[]>();
  for (const descriptor of [...chosen.added, ...chosen.declined]) {
    const subject = attestedDigest(descriptor);
    const row: AttestationRow = {
      descriptor,
      found: "referrer",
      ...(excluded.has(descriptor.digest) ? { excluded: true } : {}),
    };
    found.set(subject, [...(found.get(subject) ?? []), row]);
  }
  const { fates } = chosen;
  return fold(index.manifests, fates).map(({ entry, position, attestations }) => {
    const rows = [...attestations, ...(found.get(entry.digest) ?? [])];
    const original = originals.get(entry);
    const becomes = editedEntry(entry, manifests);
    const { unbound: _, ...fate } = fates[position] ?? { kept: false };
    return {
      ...described(rowOf(entry, rows)),
      ...platformFrom(original ?? entry),
      ...(original ? { original } : {}),
      ...(becomes ? { becomes } : {}),
      sources: sourcesOf(entry.digest),
      ...fate,
    };
  });
}

/** Returns a function that tells where the platform of an entry comes from: the last source that lists it. */
function platformOrigins(
  named: Combination["named"],
  sources: readonly ResolvedSource[],
): (entry: Descriptor) => Pick<ResultRow, "platformFrom"> {
  return ({ digest, platform }) => {
    const source = sources[named.get(digest)?.at(-1) ?? -1];
    if (!platform || !source) {
      return {};
    }
    if (source.kind === "index") {
      return { platformFrom: "index" };
    }
    const config = source.kind === "manifest" ? source.configPlatform : undefined;
    const isFromConfig =
      config?.os === platform.os &&
      config.architecture === platform.architecture &&
      (config.variant ?? "") === (platform.variant ?? "");
    return { platformFrom: isFromConfig ? "config" : "descriptor" };
  };
}

/** The artifact types of single sources that are not images, by digest: their descriptors do not have them. */
function artifactTypes(sources: readonly ResolvedSource[]): ReadonlyMap<string, string> {
  return new Map(
    sources.flatMap((source) =>
      source.kind === "manifest" && source.artifactType !== undefined
        ? [[source.content.digest, source.artifactType] as const]
        : [],
    ),
  );
}

interface Folded {
  readonly entry: Descriptor;
  readonly position: number;
  readonly attestations: AttestationRow[];
}

/** @param fates of the entries of a result; empty: all are included */
function fold(entries: readonly Descriptor[], fates: readonly EntryFate[]): readonly Folded[] {
  const folded: Folded[] = [];
  const images = new Map<string, Folded>();
  entries.forEach((entry, position) => {
    if (isAttestation(entry)) {
      return;
    }
    const row: Folded = { entry, position, attestations: [] };
    folded.push(row);
    if (!images.has(entry.digest)) {
      images.set(entry.digest, row);
    }
  });
  entries.forEach((entry, position) => {
    if (!isAttestation(entry)) {
      return;
    }
    const image = images.get(attestedDigest(entry) ?? "");
    const { excluded, unbound, kept } = fates[position] ?? {};
    if (image) {
      image.attestations.push({
        descriptor: entry,
        found: "inline",
        ...(excluded ? { excluded } : {}),
        ...(unbound ? { unbound: kept ? "kept" : "dropped" } : {}),
      });
    } else {
      folded.push({ entry, position, attestations: [] });
    }
  });
  return folded.sort((a, b) => a.position - b.position);
}

function rowOf(descriptor: Descriptor, attestations: readonly AttestationRow[]): EntryRow {
  const { platform } = descriptor;
  return {
    kind: entryKind(descriptor),
    descriptor,
    ...(platform
      ? { platform: formatPlatformAll(platform), platformKey: platformKey(platform) }
      : {}),
    attestations,
  };
}
