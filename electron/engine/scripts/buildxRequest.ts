import { attestedDigest } from "../../../shared/oci/attestation.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import { combine } from "../compose/combine.ts";
import { listedEntries } from "../compose/mergeEntries.ts";
import { entryFates } from "../compose/filter.ts";
import { automaticType, encodeIndex, inheritable } from "../compose/indexFields.ts";
import type { ResolvedSource } from "../compose/resolve.ts";
import { parseSource, withDigest } from "../compose/source.ts";
import { formatSpecifier } from "../oci/formatPlatform.ts";
import type { Host } from "../oci/host.ts";
import { locationRepository } from "../oci/location.ts";
import { annotationArguments, type BuildxArguments } from "./buildxAnnotations.ts";
import { entryArguments } from "./buildxEntries.ts";
import type { ScriptPush } from "./describePush.ts";
import { toolReference } from "./toolReference.ts";

/** The sources and platforms that `imagetools create` is called with. */
export interface BuildxSelection {
  /** In the draft's order. */
  readonly sources: readonly ResolvedSource[];
  /** As values of `--platform`. */
  readonly platforms: readonly string[];
  /** The arguments that describe the whole index, if entries are edited. */
  readonly entries?: readonly (readonly string[])[];
}

/** The default platform is that of the machine that runs the script: it is not known here. */
const unknownHost: Host = { os: "", architecture: "" };

/**
 * Selects sources and platforms with which buildx omits the entries that the draft excludes: it does not pass excluded
 * images, and filters indexes by the platforms of the remaining entries.
 *
 * @returns undefined if that does not result in the same bytes
 */
export function selectForBuildx(push: ScriptPush): BuildxSelection | undefined {
  const { composition, content } = push;
  const { sources, request, filtered } = composition;
  if (filtered.edited.size > 0) {
    return undefined;
  }
  if (push.isEdited) {
    return selectEdited(push);
  }
  const requested = request.platforms.map(formatSpecifier);
  if (request.excluded.size === 0) {
    return { sources, platforms: requested.filter((text) => text !== undefined) };
  }
  if (filtered.declined.length > 0) {
    return undefined;
  }
  const included = sources.filter(
    (source) => source.kind === "index" || !request.excluded.has(source.content.digest),
  );
  const kept = (filtered.index?.manifests ?? []).flatMap(({ platform }) => platform ?? []);
  const imagePlatforms = kept.filter(({ os }) => os !== "unknown");
  for (const platforms of [request.platforms, imagePlatforms]) {
    const texts = [...new Set(platforms.map(formatSpecifier))];
    if (included.length === 0 || texts.includes(undefined)) {
      continue;
    }
    if (isSameResult(composition, { sources: included, platforms, digest: content.digest })) {
      return { sources: included, platforms: texts.filter((text) => text !== undefined) };
    }
  }
  return undefined;
}

/** Selects the descriptors of the edited entries, which buildx accepts in one repository only. */
function selectEdited(push: ScriptPush): BuildxSelection | undefined {
  const { composition, content, isCrossRepository } = push;
  const { sources, filtered } = composition;
  const { index, fates, declined } = filtered;
  // buildx appends the attestation of an image that has none.
  const hasExcludedAttestation =
    declined.length > 0 ||
    composition.combination.index?.manifests.some((entry, at) => {
      const subject = attestedDigest(entry);
      const isListed = index?.manifests.some(({ digest }) => digest === subject);
      return fates[at]?.excluded === true && isListed === true;
    });
  if (!index || isCrossRepository || hasExcludedAttestation) {
    return undefined;
  }
  const entries = entryArguments(index, content.mediaType);
  return entries && { sources, platforms: [], entries };
}

interface PlainRequest {
  readonly sources: readonly ResolvedSource[];
  readonly platforms: readonly Platform[];
  readonly digest: string;
}

/** Whether sources and platforms alone result in the content with a digest. */
function isSameResult(
  { request, filtered }: ScriptPush["composition"],
  { sources, platforms, digest }: PlainRequest,
): boolean {
  const { index, content } = combine(sources, request);
  if (!index) {
    return content.digest === digest;
  }
  const fates = entryFates(index.manifests, { platforms, host: unknownHost, excluded: new Set() });
  const entries = index.manifests.filter((_, position) => fates[position]?.kept);
  const isUnfiltered = entries.length === index.manifests.length && filtered.added.length === 0;
  const result = isUnfiltered
    ? content
    : encodeIndex({
        ...index,
        mediaType: content.mediaType,
        manifests: [...entries, ...filtered.added],
      });
  return result.digest === digest;
}

/** Returns all arguments of `create` except the tags, in groups of words. */
export function requestArguments(
  push: ScriptPush,
  selection: BuildxSelection,
): {
  readonly groups: readonly (readonly string[])[];
  readonly differences: readonly string[];
} {
  if (selection.entries) {
    return { groups: selection.entries, differences: [] };
  }
  const { composition } = push;
  const sources = sourceArguments(push, selection.sources);
  const annotations = annotationArguments(composition);
  const groups = [
    ...annotations.words.map((word) => ["--annotation", word]),
    selection.platforms.length > 0 ? ["--platform", selection.platforms.join(",")] : [],
    composition.request.preferIndex ? [] : ["--prefer-index=false"],
    ...sources.words.map((word) => [word]),
  ];
  const differences = [
    ...sources.differences,
    ...annotations.differences,
    ...describeLostFields(push, selection.sources),
    ...(composition.filtered.added.length > 1
      ? ["buildx appends the attestations that it finds among referrers in random order."]
      : []),
  ];
  return { groups, differences };
}

/** Returns the sources as arguments: pinned references, or descriptors. */
function sourceArguments(
  { draft, composition, targets }: ScriptPush,
  sources: readonly ResolvedSource[],
): BuildxArguments {
  const { request, combination } = composition;
  const descriptors = sources.map((source) => {
    if (source.kind === "index" || combination.origin === "copy") {
      return undefined;
    }
    const [entry] = listedEntries(source, request.keepOsVersion);
    const text = draft.sources[composition.sources.indexOf(source)]?.text.trim() ?? "";
    const isDescriptor = parseSource(text).given !== undefined;
    return entry && (isDescriptor || hasMoreOsFields(entry, source)) ? entry : undefined;
  });
  // buildx looks up a descriptor in the only repository of all tags and sources.
  const locations = [...targets, ...sources].map(({ location }) => location);
  const isOneRepository = new Set(locations.map(locationRepository)).size === 1;
  const differences = new Set<string>();
  const words = sources.map(({ location, content }, position) => {
    const entry = descriptors[position];
    const pinned = toolReference("buildx", withDigest(location, content.digest)) ?? "";
    if (!entry) {
      return pinned;
    }
    if (!isOneRepository) {
      differences.add(
        "buildx accepts descriptors only if all sources and targets are in one repository, so their platform fields such as os.version are omitted.",
      );
      return pinned;
    }
    if (entry.urls?.length || entry.data || entry.artifactType) {
      differences.add("buildx drops urls, data and artifactType of a descriptor.");
    }
    const { digest, platform, annotations } = entry;
    return JSON.stringify({ digest, platform, annotations });
  });
  return { words, differences: [...differences] };
}

/** Whether the entry has more of `os.version` and `os.features` than buildx reads from the config. */
function hasMoreOsFields(entry: Descriptor, { descriptor }: ResolvedSource): boolean {
  return (["os.version", "os.features"] as const).some(
    (field) => (entry.platform?.[field]?.length ?? 0) > (descriptor.platform?.[field]?.length ?? 0),
  );
}

function describeLostFields(
  { composition: { combination, request, filtered } }: ScriptPush,
  sources: readonly ResolvedSource[],
): readonly string[] {
  const { index, content } = filtered;
  if (combination.origin === "copy" || !index) {
    return [];
  }
  const otherType =
    content.mediaType === automaticType(index.manifests)
      ? []
      : [
          "buildx chooses the media type of an index by its entries, and makes another one of these.",
        ];
  if (content.mediaType === mediaTypes.dockerList) {
    return otherType;
  }
  const { artifactType, subject } = inheritable(sources, request);
  return [
    ...otherType,
    ...(sources.some((source) => source.kind === "manifest" && source.artifactType)
      ? ["buildx gives entries that are not images the operating system of the machine it runs on."]
      : []),
    ...(request.keepArtifactType && artifactType && request.artifactType === undefined
      ? ["buildx does not keep the artifact type of a source index."]
      : []),
    ...(request.keepSubject && subject && !request.subject
      ? ["buildx does not keep the subject of a source index."]
      : []),
    ...(request.artifactType === undefined
      ? []
      : ["buildx does not set the artifact type of an index."]),
    ...(request.subject ? ["buildx does not set the subject of an index."] : []),
  ];
}
