import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import type { PackageSource } from "../../../shared/comparison.ts";
import type { EvidenceArtifact, SbomPackage, StatementView } from "../../../shared/evidence.ts";
import {
  joinEvidence,
  ListCollector,
  type ListName,
  maxDocumentBytes,
} from "../../../shared/evidenceRecords.ts";
import type { InspectionPart } from "../../../shared/inspectionParts.ts";
import { fromJson } from "../../../shared/ipc/json.ts";
import { attestationArtifactType } from "../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { EntryRow } from "../../../shared/preview.ts";
import { EngineError, toFailure } from "../errors.ts";
import { decodeManifest } from "../oci/decode.ts";
import { cosignTags } from "../oci/cosignTags.ts";
import type { DecodeEvidence } from "../inspect/evidence/decodeEvidence.ts";
import { groupPackages, type PackageVersions } from "./comparePackages.ts";
import type { FoundManifest, ManifestReader } from "./manifestReader.ts";
import { attempt, type ReadProgress } from "./readImage.ts";

/** Most attestations and documents that are read of one image. */
const maxManifests = 20;
const maxDocuments = 20;
/** Bytes of the documents of one image, which are decoded two at a time; their packages are in memory together. */
const maxBytes = 2 * maxDocumentBytes;

/** What the attestations of an image say is in it. */
export interface ImagePackages {
  readonly source: PackageSource;
  readonly packages: ReadonlyMap<string, PackageVersions>;
  /** The images that the build used, with their digests, by provenance. */
  readonly materials: readonly EvidenceArtifact[];
}

interface PackagesOptions {
  readonly reader: ManifestReader;
  readonly progress: ReadProgress;
  readonly decodeEvidence: DecodeEvidence;
  /** Whether provenance is read too. */
  readonly withProvenance?: boolean;
}

/** What is known of an image without attestations. */
export const noPackages: ImagePackages = {
  source: { kind: "none" },
  packages: new Map(),
  materials: [],
};

/**
 * Reads the packages of an image from its attestations: those in its index, or itself if it is an attestation; if none of them is a bill of materials, its
 * referrers; else the tags under which cosign stored them. Several bills of materials, as BuildKit makes them of build
 * stages, count together.
 *
 * @throws the signal's reason, and nothing else of the stores
 */
export async function readPackages(
  row: EntryRow,
  options: PackagesOptions,
  signal: AbortSignal,
): Promise<ImagePackages> {
  const materials: EvidenceArtifact[] = [];
  for (const find of [findItself, findInline, findReferrers, findTagged]) {
    const found = await find(row, options, signal);
    const read =
      found instanceof EngineError
        ? failed(found)
        : await readManifests(found, { ...options, digest: row.descriptor.digest }, signal);
    // Not spread: a call has a limited number of arguments.
    read.materials.forEach((item) => materials.push(item));
    if (read.source.kind !== "none") {
      return { ...read, materials };
    }
  }
  return { ...noPackages, materials };
}

async function readManifests(
  manifests: readonly FoundManifest[],
  { digest, ...options }: PackagesOptions & { readonly digest: string },
  signal: AbortSignal,
): Promise<ImagePackages> {
  const documents = manifests.flatMap((found) =>
    documentsIn(found, options).map((layer) => ({ found, layer })),
  );
  const wanted = documents.slice(0, maxDocuments);
  const sizes = wanted.map(({ layer }) => layer.size);
  if (sizes.some((size) => size > maxDocumentBytes)) {
    return failed(tooLarge(`An attestation of an image exceeds ${maxDocumentBytes} bytes.`));
  }
  if (sizes.reduce((sum, size) => sum + size, 0) > maxBytes) {
    return failed(tooLarge(`The attestations of an image exceed ${maxBytes} bytes.`));
  }
  const read = await Promise.all(
    wanted.map(({ found, layer }) => readDocument(found, layer, options, signal)),
  );
  return await collect(read, digest);
}

function failed(error: EngineError): ImagePackages {
  return { ...noPackages, source: { kind: "failed", failure: toFailure(error) } };
}

function tooLarge(message: string): EngineError {
  return new EngineError("too_large", message, {
    hint: "Open them in Inspect one by one, and save them to compare them with another tool.",
  });
}

async function collect(
  read: readonly (StatementView | EngineError | undefined)[],
  digest: string,
): Promise<ImagePackages> {
  const packages: SbomPackage[] = [];
  const materials: EvidenceArtifact[] = [];
  const formats = new Set<string>();
  let isForeign = false;
  for (const statement of read) {
    if (statement === undefined || statement instanceof EngineError) {
      continue;
    }
    const { predicate, subjects } = statement;
    if (predicate.kind === "provenance") {
      predicate.materials.forEach((item) => materials.push(item));
    } else if (predicate.kind === "sbom") {
      formats.add(predicate.format);
      // Not spread: a call has a limited number of arguments.
      predicate.packages.forEach((item) => packages.push(item));
      isForeign ||=
        subjects.length > 0 && !subjects.some(({ digests }) => digests.includes(digest));
    }
  }
  const error = read.find((statement) => statement instanceof EngineError);
  if (error !== undefined) {
    return { ...failed(error), materials };
  }
  if (formats.size === 0) {
    return { ...noPackages, materials };
  }
  await yieldToEventLoop();
  const grouped = groupPackages(packages);
  return {
    source: { kind: "read", formats: [...formats], packages: grouped.size, isForeign },
    packages: grouped,
    materials,
  };
}

/** Artifact types of referrers that may be or wrap a bill of materials. */
const evidenceTypes = /spdx|cyclonedx|sbom|in-toto|dsse|sigstore\.bundle|attestation/i;

type FoundManifests = readonly FoundManifest[] | EngineError;

/** What is compared may be a bill of materials itself. An image has platforms, and no layers that are documents. */
async function findItself(
  { kind, descriptor, platform }: EntryRow,
  options: PackagesOptions,
  signal: AbortSignal,
): Promise<FoundManifests> {
  const isImage = kind === "image" && platform !== undefined;
  return isImage ? [] : await fetchAll([descriptor], options, signal);
}

async function findInline(
  { attestations }: EntryRow,
  options: PackagesOptions,
  signal: AbortSignal,
): Promise<FoundManifests> {
  return await fetchAll(
    attestations.map(({ descriptor }) => descriptor),
    options,
    signal,
  );
}

async function findReferrers(
  { descriptor: { digest } }: EntryRow,
  options: PackagesOptions,
  signal: AbortSignal,
): Promise<FoundManifests> {
  const { reader, progress } = options;
  const listed = await attempt(signal, progress, () => reader.referrers(digest, signal));
  if (listed instanceof EngineError) {
    return listed;
  }
  const evidence = listed.filter(
    ({ artifactType = "" }) =>
      artifactType === attestationArtifactType || evidenceTypes.test(artifactType),
  );
  return await fetchAll(evidence, options, signal);
}

async function findTagged(
  { descriptor: { digest } }: EntryRow,
  { reader, progress }: PackagesOptions,
  signal: AbortSignal,
): Promise<FoundManifests> {
  const tags = cosignTags(digest).filter((tag) => !tag.endsWith(".sig"));
  return present(
    await Promise.all(
      tags.map((tag) => attempt(signal, progress, () => reader.fetchTag(tag, signal))),
    ),
  );
}

async function fetchAll(
  listed: readonly Descriptor[],
  { reader, progress }: PackagesOptions,
  signal: AbortSignal,
): Promise<FoundManifests> {
  return present(
    await Promise.all(
      listed
        .slice(0, maxManifests)
        .map((entry) => attempt(signal, progress, () => reader.fetch(entry, signal))),
    ),
  );
}

/** What was found, or the first error. */
function present(found: readonly (FoundManifest | EngineError | undefined)[]): FoundManifests {
  const error = found.find((each) => each instanceof EngineError);
  return (
    error ??
    found.flatMap((each) => (each === undefined || each instanceof EngineError ? [] : [each]))
  );
}

/** The layers of an attestation that may be wanted documents, by the type of the predicate if it has one. */
function documentsIn(
  { content }: FoundManifest,
  { withProvenance = false }: PackagesOptions,
): readonly Descriptor[] {
  let layers: readonly Descriptor[];
  try {
    ({ layers } = decodeManifest(content.bytes, `manifest ${content.digest}`));
  } catch (error) {
    if (error instanceof EngineError) {
      return [];
    }
    throw error;
  }
  return layers.filter(({ annotations = {}, mediaType }) => {
    const type = annotations["in-toto.io/predicate-type"] ?? annotations["predicateType"];
    return type === undefined
      ? /json/.test(mediaType) && !/cosign\.simplesigning/.test(mediaType)
      : /spdx|cyclonedx|sbom/i.test(type) || (withProvenance && /provenance/.test(type));
  });
}

/** @returns undefined if the document is none that is decoded */
async function readDocument(
  { blobs }: FoundManifest,
  layer: Descriptor,
  { progress, decodeEvidence }: PackagesOptions,
  signal: AbortSignal,
): Promise<StatementView | EngineError | undefined> {
  const collected = new ListCollector();
  const keep = async (part: InspectionPart): Promise<void> => {
    if (part.kind === "records" && wantedLists.has(part.list)) {
      collected.add(part.list, fromJson(part.records));
      // Between two pages, other tasks run.
      await yieldToEventLoop();
    }
  };
  const { digest, size, annotations } = layer;
  const open = async (until: AbortSignal): Promise<AsyncIterable<Uint8Array>> =>
    await blobs.openBlob(layer, until);
  const decoded = await attempt(signal, progress, () =>
    decodeEvidence({ digest, size, annotations, withText: false, open }, keep, signal),
  );
  if (decoded instanceof EngineError || decoded.view?.statement === undefined) {
    return decoded instanceof EngineError ? decoded : undefined;
  }
  return joinEvidence({ view: decoded.view, lists: collected.lists, text: "" }).statement;
}

/** What is compared of a document. */
const wantedLists: ReadonlySet<ListName> = new Set(["subjects", "materials", "packages"]);
