import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import { EngineError } from "../errors.ts";
import type { Content } from "../oci/content.ts";
import { annotate, type Annotation } from "./annotate.ts";
import {
  editAnnotations,
  editPlatforms,
  type EntryEdits,
  followConfigs,
  originalsOf,
} from "./entryEdits.ts";
import {
  automaticType,
  baseOf,
  encodeIndex,
  formatType,
  type IndexOptions,
  ownFields,
  splitAnnotations,
} from "./indexFields.ts";
import { type EditedManifests, noEditedManifests, typedEntries } from "./editedManifests.ts";
import { listedEntries, mergeEntries, namedBy } from "./mergeEntries.ts";
import { orderEntries } from "./orderEntries.ts";
import { replaceEntries } from "./replaceEntries.ts";
import type { ResolvedIndex, ResolvedSource } from "./resolve.ts";

export interface CombineOptions extends IndexOptions {
  readonly annotations: readonly Annotation[];
  /** Wrap a single image in an index. */
  readonly preferIndex: boolean;
  /** Copy os.version and os.features of single images from their configs, unlike buildx. */
  readonly keepOsVersion: boolean;
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
  /** The source whose index is edited. */
  readonly base: ResolvedIndex | undefined;
  /** The index with everything that a Docker manifest list cannot have; undefined if it is a single manifest. */
  readonly whole: ImageIndex | undefined;
  /** The descriptors of edited entries before the edits, by those of the index. */
  readonly originals: ReadonlyMap<Descriptor, Descriptor>;
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
 * whose entries are edited keeps its other fields. An edited annotation of an entry overrides the others. If the index
 * of a source is edited (`base`) and the result has the same fields, it has the same bytes.
 *
 * Entries have the digests of the sources, also those whose manifests are edited; `filterEntries` lists the new digests.
 *
 * Source: buildx `util/imagetools/create.go`, `Combine`.
 *
 * @param manifests the edited manifests, whose platforms and media types the index follows
 * @throws EngineError
 */
export function combine(
  sources: readonly ResolvedSource[],
  options: CombineOptions,
  manifests: EditedManifests = noEditedManifests,
): Combination {
  const [only, ...others] = sources;
  if (!only) {
    throw new EngineError("no_sources", "no sources specified", {
      hint: "Add at least one source.",
    });
  }
  const named = namedBy(sources);
  const base = baseOf(sources, options);
  if (others.length === 0 && options.annotations.length === 0) {
    if (only.kind === "index" && !base) {
      return combineIndex(only, options, { manifests, named });
    }
    if (only.kind !== "index" && !options.preferIndex) {
      return combineSingle(only, options.edits, { manifests, named });
    }
  }
  const listed = sources.map((source) => listedEntries(source, options.keepOsVersion));
  const { lists, replacements } = replaceEntries(listed, options.replaces);
  const merged = mergeEntries(lists, base ? options.base : undefined);
  const mediaType = options.format
    ? formatType(options.format)
    : automaticType(typedEntries(merged, manifests));
  const followed = followConfigs(merged, options.edits);
  const order = options.order.flatMap((digest) => replacements.get(digest) ?? [digest]);

  const build = (format: "docker" | "oci"): BuiltIndex =>
    buildIndex({ entries: followed, sources, mediaType, base, order }, options, format);
  const isDocker = mediaType === mediaTypes.dockerList;
  const whole = isDocker && !hasIndexOptions(options) ? undefined : build("oci");
  if (base && whole && others.length === 0 && manifests.size === 0) {
    const { index } = whole;
    if (encodeIndex(index, base) === base.content) {
      return { ...copyOf(base.content, named), index, whole: index, base };
    }
  }
  const { index, originals, isReordered } = isDocker || !whole ? build("docker") : whole;
  const content = encodeIndex(index, base);
  return {
    origin: "built",
    content,
    index,
    whole: whole?.index ?? index,
    platform: undefined,
    named,
    base,
    originals,
    isEdited:
      originals.size > 0 ||
      isReordered ||
      replacements.size > 0 ||
      manifests.size > 0 ||
      followed.some((entry, at) => entry !== merged[at]) ||
      (base !== undefined && content !== base.content),
    replaced: new Set(replacements.keys()),
  };
}

interface BuiltIndex extends Pick<Combination, "originals"> {
  readonly index: ImageIndex;
  readonly isReordered: boolean;
}

/** Edits and annotates merged entries, and lists them in a new index. A Docker manifest list has no annotations. */
function buildIndex(
  {
    entries,
    sources,
    mediaType,
    base,
    order,
  }: {
    readonly entries: readonly Descriptor[];
    readonly sources: readonly ResolvedSource[];
    readonly mediaType: string;
    readonly base: ResolvedIndex | undefined;
    readonly order: readonly string[];
  },
  options: CombineOptions,
  format: "docker" | "oci",
): BuiltIndex {
  const platformed = editPlatforms(entries, options.edits);
  if (format === "docker") {
    const manifests = orderEntries(platformed, order);
    return {
      index: { schemaVersion: 2, mediaType, manifests, annotations: {} },
      originals: originalsOf({ merged: entries, annotated: platformed, edited: platformed }),
      isReordered: manifests !== platformed,
    };
  }
  const annotated = annotate(platformed, options.annotations);
  const edited = editAnnotations(annotated.entries, options.edits);
  const manifests = orderEntries(edited, order);
  const fixed = base ? splitAnnotations(base.index.annotations ?? {}).fixed : {};
  return {
    index: {
      schemaVersion: 2,
      mediaType,
      ...ownFields(sources, options),
      manifests,
      annotations: { ...fixed, ...annotated.index },
    },
    originals: originalsOf({ merged: entries, annotated: annotated.entries, edited }),
    isReordered: manifests !== edited,
  };
}

/** The result of one manifest that is not wrapped. */
function combineSingle(
  { descriptor, content }: ResolvedSource,
  edits: EntryEdits,
  {
    manifests,
    named,
  }: { readonly manifests: EditedManifests; readonly named: Combination["named"] },
): Combination {
  // No index lists the manifest: of its edits only that of its config is one of its platform.
  const [followed = descriptor] = followConfigs([descriptor], edits);
  const isEdited = manifests.has(content.digest);
  return {
    ...copyOf(content, named),
    origin: isEdited ? "edited" : "copy",
    index: undefined,
    whole: undefined,
    platform: followed.platform,
    isEdited,
  };
}

/** Whether a draft sets fields of the index, or edits one: buildx cannot, so its errors need not be reproduced. */
function hasIndexOptions({ base, format, artifactType, subject }: CombineOptions): boolean {
  return [base, format, artifactType, subject].some((option) => option !== undefined);
}

/** A combination that is a source, unchanged. */
function copyOf(
  content: Content,
  named: Combination["named"],
): Omit<Combination, "index" | "whole"> {
  return {
    origin: "copy",
    content,
    platform: undefined,
    named,
    base: undefined,
    originals: new Map<Descriptor, Descriptor>(),
    isEdited: false,
    replaced: new Set(),
  };
}

/**
 * The result of one index without annotations: its own bytes, unless an entry or a field of the index is edited. Its media
 * type follows its entries if one is converted, as that of a new index.
 */
function combineIndex(
  source: ResolvedIndex,
  options: CombineOptions,
  {
    manifests,
    named,
  }: { readonly manifests: EditedManifests; readonly named: Combination["named"] },
): Combination {
  const { index, content } = source;
  const { edits, order, format, artifactType, subject } = options;
  const merged = index.manifests;
  const followed = followConfigs(merged, edits);
  const annotated = editPlatforms(followed, edits);
  const typed = typedEntries(merged, manifests);
  const isRetyped = merged.some(
    ({ digest, mediaType: before }) =>
      (manifests.get(digest)?.content.mediaType ?? before) !== before,
  );
  const ownType = isRetyped ? automaticType(typed) : content.mediaType;
  const mediaType = format ? formatType(format) : ownType;
  const isDocker = mediaType === mediaTypes.dockerList;
  const edited = isDocker ? annotated : editAnnotations(annotated, edits);
  const originals = originalsOf({ merged: followed, annotated, edited });
  const ordered = orderEntries(edited, order);
  const whole: ImageIndex = {
    ...index,
    mediaType,
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(subject === undefined ? {} : { subject }),
    manifests: ordered,
  };
  // A Docker manifest list of the source may have fields that these lists do not have; they stay.
  const isConverted = isDocker && content.mediaType !== mediaType;
  const { schemaVersion, manifests: listed } = whole;
  const newIndex: ImageIndex = isConverted
    ? { schemaVersion, mediaType, manifests: listed }
    : isDocker
      ? { ...index, mediaType, manifests: listed }
      : whole;
  const isSame =
    originals.size === 0 &&
    manifests.size === 0 &&
    followed.every((entry, at) => entry === merged[at]) &&
    ordered === edited &&
    [format, artifactType, subject].every((option) => option === undefined);
  const newContent = isSame ? content : encodeIndex(newIndex, source);
  if (newContent === content && manifests.size === 0) {
    return { ...copyOf(content, named), index, whole };
  }
  return {
    origin: "edited",
    content: newContent,
    index: newIndex,
    whole,
    platform: undefined,
    named,
    base: undefined,
    originals,
    isEdited: true,
    replaced: new Set(),
  };
}
