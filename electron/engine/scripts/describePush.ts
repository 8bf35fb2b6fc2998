import { attestedDigest } from "../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Draft } from "../../../shared/draft.ts";
import type { Composition } from "../compose/composition.ts";
import { editedEntry, type EditedManifest } from "../compose/editedManifests.ts";
import { withDigest } from "../compose/source.ts";
import { locationRepository, parseLocation, type Location } from "../oci/location.ts";
import type { Content } from "../oci/content.ts";

/** An entry of the index. */
export interface SourceEntry {
  readonly descriptor: Descriptor;
  /** Where the manifest is now, with its digest; the manifest before its edit if it is edited. */
  readonly from: Location;
  readonly edited?: EditedManifest;
}

interface ScriptTarget {
  readonly location: Location;
  readonly noClobber: boolean;
}

/** A push as tools see it that copy manifests and put the index. */
export interface ScriptPush {
  readonly draft: Draft;
  readonly composition: Composition;
  /** The content that the tags will point to. */
  readonly content: Content;
  /** The source that is pushed unchanged, with its digest; undefined if the index is new. */
  readonly copiedFrom: Location | undefined;
  readonly entries: readonly SourceEntry[];
  /** The targets that have a tag. */
  readonly targets: readonly [ScriptTarget, ...ScriptTarget[]];
  /** Whether content is copied between repositories. */
  readonly isCrossRepository: boolean;
  /** Whether the draft edits or moves entries. */
  readonly isEdited: boolean;
  /** The edited manifest that is pushed without an index, and where it is before its edit. */
  readonly single: SourceEntry | undefined;
}

/** The script of a tool, before it is formatted. */
export interface ToolScript {
  /** Shell commands, in order. */
  readonly steps: readonly string[];
  /** The versions that the script needs, as sentences. */
  readonly requirements: readonly string[];
  /** Whether the pushed index has the same bytes. */
  readonly sameBytes: boolean;
  /** What the tool does differently, as sentences. */
  readonly differences: readonly string[];
}

/** The tool cannot do the push. */
export interface ImpossibleScript {
  readonly kind: "impossible";
  /** As a sentence. */
  readonly reason: string;
}

/**
 * Describes the push of a draft.
 *
 * @returns undefined if no target has a tag
 * @throws EngineError `reference_invalid` if a target is malformed
 */
export function describePush(draft: Draft, composition: Composition): ScriptPush | undefined {
  const [first, ...others] = draft.targets.flatMap(({ text, noClobber = false }) => {
    const location = parseLocation(text.trim());
    return tagOf(location) === undefined ? [] : [{ location, noClobber }];
  });
  if (!first) {
    return undefined;
  }
  const targets = [first, ...others] as const;
  const { sources, filtered } = composition;
  const { content, index, origin } = filtered;
  const entries = (index?.manifests ?? []).flatMap((entry): readonly SourceEntry[] => {
    const location = locationOf(entry, composition, first.location);
    if (!location) {
      return [];
    }
    const edited = filtered.edited.get(entry.digest);
    const descriptor = editedEntry(entry, filtered.edited) ?? entry;
    const from = withDigest(location, entry.digest);
    return [{ descriptor, from, ...(edited ? { edited } : {}) }];
  });
  const single = index ? undefined : singleEntry(composition);
  const source = sources[0]?.location;
  const copiedFrom = origin === "copy" && source ? withDigest(source, content.digest) : undefined;
  const origins = copiedFrom
    ? [copiedFrom]
    : [...entries, ...(single ? [single] : [])].map(({ from }) => from);
  const isCrossRepository = targets.some(({ location }) =>
    origins.some((from) => !isSameRepository(from, location)),
  );
  const { isEdited } = composition.combination;
  return {
    draft,
    composition,
    content,
    copiedFrom,
    entries,
    single,
    targets,
    isCrossRepository,
    isEdited,
  };
}

/** The edited manifest of a result without an index; undefined if it is not edited. */
function singleEntry({ filtered, sources }: Composition): SourceEntry | undefined {
  const [edited] = filtered.edited.values();
  const location = sources[0]?.location;
  if (!edited || !location) {
    return undefined;
  }
  const { mediaType, digest, bytes } = edited.content;
  const descriptor = { mediaType, digest, size: bytes.byteLength };
  return { descriptor, from: withDigest(location, edited.before.digest), edited };
}

/** Returns the location of the source that lists an entry, if possible in the repository of the target. */
function locationOf(
  descriptor: Descriptor,
  { sources, combination }: Composition,
  target: Location,
): Location | undefined {
  const named = combination.named.get(descriptor.digest);
  // An attestation that was found as a referrer is in the repository of its image.
  const image = named ? undefined : attestedDigest(descriptor);
  const positions = named ?? (image === undefined ? [] : combination.named.get(image)) ?? [];
  const locations = positions.flatMap((position) => sources[position]?.location ?? []);
  return locations.find((location) => isSameRepository(location, target)) ?? locations[0];
}

/** Whether two locations are in the same repository, layout or archive. */
export function isSameRepository(a: Location, b: Location): boolean {
  return locationRepository(a) === locationRepository(b);
}

function tagOf(location: Location): string | undefined {
  return location.kind === "registry" ? location.reference.tag : location.tag;
}

/** Returns the location of a repository: without tag and digest. */
export function withoutTag(location: Location): Location {
  if (location.kind !== "registry") {
    const { tag: _, digest: __, ...rest } = location;
    return rest;
  }
  const { tag: _, digest: __, ...reference } = location.reference;
  return { kind: "registry", reference };
}
