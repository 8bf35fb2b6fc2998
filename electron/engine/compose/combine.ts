import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import { EngineError } from "../errors.ts";
import { digestOf } from "../oci/digest.ts";
import { indexJson } from "../oci/indexJson.ts";
import type { Content } from "../oci/content.ts";
import { annotate, type Annotation } from "./annotate.ts";
import { editAnnotations, editPlatforms, originalsOf, type EntryEdits } from "./entryEdits.ts";
import { orderEntries } from "./orderEntries.ts";
import { replaceEntries } from "./replaceEntries.ts";
import type { ResolvedIndex, ResolvedSource } from "./resolve.ts";

export interface CombineOptions {
  readonly annotations: readonly Annotation[];
  /** Wrap a single image in an index. */
  readonly preferIndex: boolean;
  /** Copy os.version and os.features of single images from their configs, unlike buildx. */
  readonly keepOsVersion: boolean;
  /** Copy the artifact type of the first source index that has one to a new OCI index. */
  readonly keepArtifactType: boolean;
  /** Copy the subject of the first source index that has one to a new OCI index. */
  readonly keepSubject: boolean;
  /** Edits of entries; buildx has them only as descriptors of single images. */
  readonly edits: EntryEdits;
  /** Digests of the entries to list first, in this order. */
  readonly order: readonly string[];
  /** For each source, the digest of the entry of other sources that its entries replace. */
  readonly replaces: readonly (string | undefined)[];
}

/** The combined sources, before platforms are filtered. */
export interface Combination {
  /** `copy`: the bytes of the only source; `edited`: its index with edited entries; `built`: a new index. */
  readonly origin: "copy" | "edited" | "built";
  readonly content: Content;
  /** The decoded content; undefined if it is a single manifest. */
  readonly index: ImageIndex | undefined;
  /** The platform of a single manifest. */
  readonly platform: Platform | undefined;
  /** For each digest of the index, the positions of the sources that list it. */
  readonly named: ReadonlyMap<string, readonly number[]>;
  /** The descriptors of edited entries before the edits, by digest. */
  readonly originals: ReadonlyMap<string, Descriptor>;
  /** Whether entries are edited, replaced, or have other places than in the sources. */
  readonly isEdited: boolean;
  /** Digests of the entries that sources replace. */
  readonly replaced: ReadonlySet<string>;
}

/**
 * Combines sources into one index.
 *
 * The bytes of a single index without annotations stay unchanged; so do those of a single manifest, unless it is to be
 * wrapped. Otherwise the entries of all sources are listed in a new index: indexes are flattened by one level, and each
 * digest is listed once, at its first position and with its last platform. If all media types are Docker's, the result
 * is a Docker manifest list, which has no annotations; otherwise an OCI index.
 *
 * Platforms are edited before annotations are set, so that an annotation of a platform reaches the edited one. An index
 * whose entries are edited keeps its other fields. An edited annotation of an entry overrides the others.
 *
 * Source: buildx `util/imagetools/create.go`, `Combine`.
 *
 * @throws EngineError
 */
export function combine(sources: readonly ResolvedSource[], options: CombineOptions): Combination {
  const [only, ...others] = sources;
  if (!only) {
    throw new EngineError("no_sources", "no sources specified", {
      hint: "Add at least one source.",
    });
  }
  const named = namedBy(sources);
  if (others.length === 0 && options.annotations.length === 0) {
    if (only.kind === "index") {
      return combineIndex(only, options, named);
    }
    if (!options.preferIndex) {
      const platform = only.descriptor.platform;
      const originals = new Map<string, Descriptor>();
      return {
        origin: "copy",
        content: only.content,
        index: undefined,
        platform,
        named,
        originals,
        isEdited: false,
        replaced: new Set(),
      };
    }
  }
  const listed = sources.map((source) => listedEntries(source, options.keepOsVersion));
  const { lists, replacements } = replaceEntries(listed, options.replaces);
  const merged = mergeEntries(lists.flat());
  const docker = merged.every(({ mediaType }) => mediaType.startsWith("application/vnd.docker."));
  const platformed = editPlatforms(merged, options.edits);
  const annotated = docker
    ? { entries: platformed, index: {} }
    : annotate(platformed, options.annotations);
  const edited = docker ? platformed : editAnnotations(annotated.entries, options.edits);
  const originals = originalsOf({ merged, annotated: annotated.entries, edited });
  const order = options.order.flatMap((digest) => replacements.get(digest) ?? [digest]);
  const ordered = orderEntries(edited, order);
  const index: ImageIndex = {
    schemaVersion: 2,
    mediaType: docker ? mediaTypes.dockerList : mediaTypes.ociIndex,
    ...(docker ? {} : inherited(sources, options)),
    manifests: ordered,
    annotations: annotated.index,
  };
  return {
    origin: "built",
    content: contentOf(index),
    index,
    platform: undefined,
    named,
    originals,
    isEdited: originals.size > 0 || ordered !== edited || replacements.size > 0,
    replaced: new Set(replacements.keys()),
  };
}

/** The result of one index without annotations: its own bytes, unless an entry is edited or moved. */
function combineIndex(
  { index, content }: ResolvedIndex,
  { edits, order }: CombineOptions,
  named: Combination["named"],
): Combination {
  const merged = index.manifests;
  const annotated = editPlatforms(merged, edits);
  const isDocker = content.mediaType === mediaTypes.dockerList;
  const edited = isDocker ? annotated : editAnnotations(annotated, edits);
  const originals = originalsOf({ merged, annotated, edited });
  const ordered = orderEntries(edited, order);
  const isEdited = originals.size > 0 || ordered !== edited;
  const common = { platform: undefined, named, originals, isEdited, replaced: new Set<string>() };
  if (!isEdited) {
    return { ...common, origin: "copy", content, index };
  }
  const newIndex = { ...index, mediaType: content.mediaType, manifests: ordered };
  return { ...common, origin: "edited", content: contentOf(newIndex), index: newIndex };
}

/** Encodes an index. */
export function contentOf(index: ImageIndex): Content {
  const bytes = indexJson(index);
  return { mediaType: index.mediaType ?? mediaTypes.ociIndex, digest: digestOf(bytes), bytes };
}

/** The fields that a new OCI index copies from its source indexes. A Docker manifest list has neither. */
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

/** The first artifact type and the first subject among the source indexes. */
export function firstOf(
  sources: readonly ResolvedSource[],
): Pick<ImageIndex, "artifactType" | "subject"> {
  const indexes = sources.flatMap((source) => (source.kind === "index" ? [source.index] : []));
  const artifactType = indexes.find((index) => index.artifactType)?.artifactType;
  const subject = indexes.find((index) => index.subject)?.subject;
  return { ...(artifactType ? { artifactType } : {}), ...(subject ? { subject } : {}) };
}

/** The entries that a new index lists for a source. */
export function listedEntries(
  source: ResolvedSource,
  keepOsVersion: boolean,
): readonly Descriptor[] {
  if (source.kind === "index") {
    return source.index.manifests;
  }
  const { descriptor } = source;
  const configPlatform = source.kind === "manifest" ? source.configPlatform : undefined;
  if (!keepOsVersion || !configPlatform || !descriptor.platform) {
    return [descriptor];
  }
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
      if (positions.at(-1) !== position) {
        positions.push(position);
      }
      named.set(digest, positions);
    }
  });
  return named;
}
