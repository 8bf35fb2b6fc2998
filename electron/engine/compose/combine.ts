import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import { EngineError } from "../errors.ts";
import { digestOf } from "../oci/digest.ts";
import { indexJson } from "../oci/indexJson.ts";
import type { Content } from "../oci/content.ts";
import { annotate, type Annotation } from "./annotate.ts";
import type { ResolvedSource } from "./resolve.ts";

export interface CombineOptions {
  readonly annotations: readonly Annotation[];
  /** Wrap a single image in an index. */
  readonly preferIndex: boolean;
  /** Take os.version and os.features of single images from their configs, which buildx does not. */
  readonly keepOsVersion: boolean;
  /** Give a new OCI index the artifact type of the first source index that has one. */
  readonly keepArtifactType: boolean;
  /** Give a new OCI index the subject of the first source index that has one. */
  readonly keepSubject: boolean;
}

/** What sources make together, before platforms are filtered. */
export interface Combination {
  /** `copy`: a source's own bytes; `built`: bytes of our making. */
  readonly origin: "copy" | "built";
  readonly content: Content;
  /** The index that the content is; undefined where it is a single manifest. */
  readonly index: ImageIndex | undefined;
  /** The platform of a single manifest. */
  readonly platform: Platform | undefined;
  /** For each digest of the index, the positions of the sources that name it. */
  readonly named: ReadonlyMap<string, readonly number[]>;
}

/**
 * Combine sources into one index: pure, bytes in and bytes out.
 *
 * One index alone, with nothing asked of it, stays as it is to the byte; so does a single manifest unless
 * it is to be wrapped. Otherwise the entries of all sources stand in one new index, indexes flattened by one
 * level, each digest once, at its first place and with its latest platform. All Docker types give a Docker
 * manifest list, which knows no annotations; anything else an OCI index.
 *
 * Source: buildx `util/imagetools/create.go`, `Combine`.
 *
 * @throws EngineError
 */
export function combine(sources: readonly ResolvedSource[], options: CombineOptions): Combination {
  const [only, ...others] = sources;
  if (!only)
    throw new EngineError("no_sources", "no sources specified", {
      hint: "Add at least one source.",
    });
  const named = namedBy(sources);
  if (others.length === 0 && options.annotations.length === 0) {
    if (only.kind === "index") {
      return {
        origin: "copy",
        content: only.content,
        index: only.index,
        platform: undefined,
        named,
      };
    }
    if (!options.preferIndex) {
      const platform = only.descriptor.platform;
      return { origin: "copy", content: only.content, index: undefined, platform, named };
    }
  }
  const merged = mergeEntries(
    sources.flatMap((source) => listedEntries(source, options.keepOsVersion)),
  );
  const docker = merged.every(({ mediaType }) => mediaType.startsWith("application/vnd.docker."));
  const annotated = docker ? { entries: merged, index: {} } : annotate(merged, options.annotations);
  const index: ImageIndex = {
    schemaVersion: 2,
    mediaType: docker ? mediaTypes.dockerList : mediaTypes.ociIndex,
    ...(docker ? {} : inherited(sources, options)),
    manifests: annotated.entries,
    annotations: annotated.index,
  };
  return { origin: "built", content: contentOf(index), index, platform: undefined, named };
}

/** The bytes of an index with what they are. */
export function contentOf(index: ImageIndex): Content {
  const bytes = indexJson(index);
  return { mediaType: index.mediaType ?? mediaTypes.ociIndex, digest: digestOf(bytes), bytes };
}

/** What a new index takes over from its source indexes; a Docker manifest list has neither field. */
function inherited(
  sources: readonly ResolvedSource[],
  { keepArtifactType, keepSubject }: CombineOptions,
): Pick<ImageIndex, "artifactType" | "subject"> {
  const { artifactType, subject } = firstOf(sources);
  return {
    ...(keepArtifactType && artifactType ? { artifactType } : {}),
    ...(keepSubject && subject ? { subject } : {}),
  };
}

/** The artifact type and the subject that a new index can have: each of the first source index with one. */
export function firstOf(
  sources: readonly ResolvedSource[],
): Pick<ImageIndex, "artifactType" | "subject"> {
  const indexes = sources.flatMap((source) => (source.kind === "index" ? [source.index] : []));
  const artifactType = indexes.find((index) => index.artifactType)?.artifactType;
  const subject = indexes.find((index) => index.subject)?.subject;
  return { ...(artifactType ? { artifactType } : {}), ...(subject ? { subject } : {}) };
}

/** What a source lists in a new index. */
export function listedEntries(
  source: ResolvedSource,
  keepOsVersion: boolean,
): readonly Descriptor[] {
  if (source.kind === "index") return source.index.manifests;
  const { descriptor } = source;
  const configPlatform = source.kind === "manifest" ? source.configPlatform : undefined;
  if (!keepOsVersion || !configPlatform || !descriptor.platform) return [descriptor];
  const version = descriptor.platform["os.version"] ?? configPlatform["os.version"];
  const features = descriptor.platform["os.features"] ?? configPlatform["os.features"];
  const kept = {
    ...(version ? { "os.version": version } : {}),
    ...(features ? { "os.features": features } : {}),
  };
  return [{ ...descriptor, platform: { ...descriptor.platform, ...kept } }];
}

function mergeEntries(entries: readonly Descriptor[]): readonly Descriptor[] {
  const merged = new Map<string, Descriptor>();
  for (const entry of entries) {
    const first = merged.get(entry.digest);
    merged.set(entry.digest, first ? mergeEntry(first, entry) : entry);
  }
  return [...merged.values()];
}

function mergeEntry(first: Descriptor, later: Descriptor): Descriptor {
  const annotations = { ...first.annotations, ...later.annotations };
  return {
    ...first,
    mediaType: first.mediaType || later.mediaType,
    ...(later.platform ? { platform: later.platform } : {}),
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
  };
}

function namedBy(sources: readonly ResolvedSource[]): ReadonlyMap<string, readonly number[]> {
  const named = new Map<string, number[]>();
  sources.forEach((source, position) => {
    for (const { digest } of listedEntries(source, false)) {
      const positions = named.get(digest) ?? [];
      if (positions.at(-1) !== position) positions.push(position);
      named.set(digest, positions);
    }
  });
  return named;
}
