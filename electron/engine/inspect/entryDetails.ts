import pLimit from "p-limit";
import { attestationArtifactType } from "../../../shared/oci/attestation.ts";
import type {
  BuildImages,
  EntryDetails,
  EntryProblem,
  Statement,
} from "../../../shared/inspection.ts";
import type { Annotations, Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Manifest } from "../../../shared/oci/manifest.ts";
import { isImageConfigType, mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import { cosignPayloadType } from "../../../shared/oci/cosignPayload.ts";
import { annotatedPredicate } from "../../../shared/oci/predicateAnnotation.ts";
import { entryRows } from "../compose/rows.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { EngineError, isNotFound, toFailure } from "../errors.ts";
import { artifactTypeOf } from "../oci/artifactTypeOf.ts";
import { readIndex, readManifest } from "../oci/decode.ts";
import { detectManifest } from "../oci/detectManifest.ts";
import { formatPlatformAll } from "../oci/formatPlatform.ts";
import { emptyHost, normalizePlatform } from "../oci/normalizePlatform.ts";
import type { Store } from "../stores/store.ts";
import { readBuildImages } from "./evidence/buildImages.ts";
import { parseObject } from "./evidence/looseJson.ts";
import { readSigner } from "./signers.ts";

/** Entries that are read at once. */
const maxReads = 8;

/** Most platforms that are told of a nested index. */
const maxPlatforms = 100;

const baseKeys = {
  name: "org.opencontainers.image.base.name",
  digest: "org.opencontainers.image.base.digest",
} as const;

/** An entry of an index, as far as it is compared with its manifest. */
export interface ListedEntry extends Pick<
  Descriptor,
  "mediaType" | "digest" | "size" | "platform"
> {
  /** By its annotations. */
  readonly isAttestation: boolean;
}

interface DetailsOptions {
  readonly store: Store;
  readonly entries: readonly ListedEntry[];
  /** Called with the position of each entry that is read. */
  readonly onRead: (position: number, details: EntryDetails) => void;
}

/** Reads the manifests of entries and the configs of images for display. What cannot be read is part of the details. */
export async function readEntryDetails(
  { store, entries, onRead }: DetailsOptions,
  signal: AbortSignal,
): Promise<void> {
  const limit = pLimit(maxReads);
  await allOrAbort([...entries.entries()], signal, ([position, entry], until) =>
    limit(async () => {
      until.throwIfAborted();
      onRead(position, await readDetails(store, entry, until));
    }),
  );
}

/** Reads one entry. Errors are part of the details. */
async function readDetails(
  store: Store,
  entry: ListedEntry,
  signal: AbortSignal,
): Promise<EntryDetails> {
  try {
    const what = `manifest ${entry.digest}`;
    const fetched = await store.fetchManifest({ digest: entry.digest }, signal);
    const { kind, document } = detectManifest(fetched, what);
    const problems = sizeProblems(entry, fetched.bytes.byteLength);
    if (kind === "index") {
      const { manifests, artifactType } = readIndex(document, what);
      return {
        kind: "read",
        layers: [],
        entries: manifests.length,
        platforms: platformsOf(manifests),
        ...(artifactType ? { artifactType } : {}),
        statements: [],
        problems,
      };
    }
    if (kind === "schema1") {
      return { kind: "read", layers: [], statements: [], problems };
    }
    const manifest = readManifest(document, what);
    if (!isRunnable(entry, manifest)) {
      const statements = manifest.layers.map(toStatement);
      const builtFrom = await readBuiltFrom(store, statements, signal);
      const artifactType = artifactTypeOf(manifest);
      return {
        kind: "read",
        layers: [],
        ...(artifactType ? { artifactType } : {}),
        statements,
        ...(builtFrom ? { builtFrom } : {}),
        problems,
      };
    }
    const config = await readSummary(store, manifest, signal);
    return {
      kind: "read",
      layers: manifest.layers.map(({ digest, size }) => ({ digest, size })),
      ...(config.created === undefined ? {} : { created: config.created }),
      ...baseOf(manifest.annotations, config.labels),
      statements: [],
      problems: [...problems, ...config.problems, ...skewProblems(entry.platform, config.platform)],
    };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineError) {
      return { kind: "failed", error: toFailure(error) };
    }
    throw error;
  }
}

/** Whether an entry is an image to run, not an attestation or another artifact. */
function isRunnable(entry: ListedEntry, { config, artifactType, layers }: Manifest): boolean {
  const isImage = config !== undefined && isImageConfigType(config.mediaType) && !artifactType;
  const isEvidence =
    entry.isAttestation ||
    artifactType === attestationArtifactType ||
    (layers.length > 0 && layers.every(({ mediaType }) => mediaType === mediaTypes.inToto));
  return isImage && !isEvidence;
}

/** The platforms that the images of an index are for, each once. */
function platformsOf(entries: readonly Descriptor[]): readonly string[] {
  const platforms = entryRows(entries).flatMap(({ kind, platform }) =>
    kind === "attestation" ? [] : (platform ?? []),
  );
  return [...new Set(platforms)].slice(0, maxPlatforms);
}

/** A layer of an attestation or a signature. */
function toStatement(descriptor: Descriptor): Statement {
  const { annotations = {}, mediaType } = descriptor;
  const predicateType = annotatedPredicate(annotations) ?? "";
  return {
    descriptor,
    predicateType,
    ...(mediaType === cosignPayloadType ? { signer: readSigner(annotations) } : {}),
  };
}

/** Bytes of the largest provenance that is read for the images in it: it is parsed in one go. */
const maxProvenance = 1024 * 1024;

/** The images that a build used, by its provenance; undefined if there is none, or it cannot be read. */
async function readBuiltFrom(
  store: Store,
  statements: readonly Statement[],
  signal: AbortSignal,
): Promise<BuildImages | undefined> {
  const provenance = statements.find(
    ({ predicateType, descriptor: { mediaType, size } }) =>
      // In an envelope, as cosign stores it, the statement is not in plain text.
      mediaType === mediaTypes.inToto &&
      predicateType.startsWith("https://slsa.dev/provenance/") &&
      size <= maxProvenance,
  );
  if (provenance === undefined) {
    return undefined;
  }
  try {
    const bytes = await store.fetchBlob(provenance.descriptor, signal);
    const document = parseObject(new TextDecoder().decode(bytes));
    return document && readBuildImages(document);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineError) {
      // The evidence itself reports it.
      return undefined;
    }
    throw error;
  }
}

interface ConfigSummary {
  readonly platform?: Platform;
  readonly created?: string;
  readonly labels?: Annotations;
  readonly problems: readonly EntryProblem[];
}

/** Reads what the index view shows of a config. A config that cannot be read is a problem of the entry. */
async function readSummary(
  store: Store,
  { config }: Manifest,
  signal: AbortSignal,
): Promise<ConfigSummary> {
  try {
    const bytes = await store.fetchBlob(config as Descriptor, signal);
    const document = JSON.parse(new TextDecoder().decode(bytes)) as Readonly<
      Record<string, unknown>
    >;
    const { os, architecture, variant, created } = document;
    const labels = (document["config"] as { Labels?: unknown } | null | undefined)?.Labels;
    const text = (value: unknown): string => (typeof value === "string" ? value : "");
    return {
      platform: {
        os: text(os),
        architecture: text(architecture),
        ...(text(variant) === "" ? {} : { variant: text(variant) }),
      },
      ...(text(created) === "" ? {} : { created: text(created) }),
      ...(typeof labels === "object" && labels !== null ? { labels: labels as Annotations } : {}),
      problems: [],
    };
  } catch (error) {
    signal.throwIfAborted();
    if (
      error instanceof EngineError ||
      error instanceof SyntaxError ||
      error instanceof TypeError
    ) {
      const kind = isNotFound(error) ? "missing" : "unreadable";
      return { problems: [{ kind, message: `The config cannot be read: ${error.message}` }] };
    }
    throw error;
  }
}

/** The image that an image was built on. Source: OCI image-spec 1.1, "annotations.md". */
function baseOf(
  annotations: Annotations = {},
  labels: Annotations = {},
): { readonly base?: { readonly name?: string; readonly digest?: string } } {
  const read = (key: string): string | undefined => {
    const value: unknown = annotations[key] ?? labels[key];
    return typeof value === "string" && value !== "" ? value.slice(0, 1024) : undefined;
  };
  const [name, digest] = [read(baseKeys.name), read(baseKeys.digest)];
  return name === undefined && digest === undefined
    ? {}
    : { base: { ...(name ? { name } : {}), ...(digest ? { digest } : {}) } };
}

/** What is wrong if the descriptor of an entry has another size than its manifest: clients reject it. */
export function sizeProblems(
  entry: Pick<Descriptor, "size">,
  size: number,
): readonly EntryProblem[] {
  return entry.size === size
    ? []
    : [
        {
          kind: "wrong_size",
          message: `The index says ${entry.size} bytes, the manifest has ${size}: clients refuse it.`,
        },
      ];
}

/** What is wrong if the entry and the config name different platforms. Unknown and absent parts are not compared. */
export function skewProblems(
  entry: Platform | undefined,
  config: Platform | undefined,
): readonly EntryProblem[] {
  if (entry === undefined || config === undefined) {
    return [];
  }
  const [listed, said] = [
    normalizePlatform(entry, emptyHost),
    normalizePlatform(config, emptyHost),
  ];
  const differs = (a = "", b = ""): boolean =>
    a !== b && ![a, b].some((part) => part === "" || part === "unknown");
  const isSkewed =
    differs(listed.os, said.os) ||
    differs(listed.architecture, said.architecture) ||
    (Boolean(config.variant) && Boolean(entry.variant) && differs(listed.variant, said.variant));
  return isSkewed
    ? [
        {
          kind: "skewed",
          message: `The index says ${formatPlatformAll(entry)}, the config says ${formatPlatformAll(config)}: clients choose by the index.`,
        },
      ]
    : [];
}
