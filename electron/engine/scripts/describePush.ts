import { attestedDigest } from "../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Draft } from "../../../shared/draft.ts";
import type { Composition } from "../compose/composition.ts";
import { withDigest } from "../compose/source.ts";
import { locationRepository, parseLocation, type Location } from "../oci/location.ts";
import type { Content } from "../oci/content.ts";

/** An entry of the index, with where it is now. */
interface Piece {
  readonly descriptor: Descriptor;
  /** Pinned by digest. */
  readonly from: Location;
}

export interface Destination {
  readonly location: Location;
  readonly noClobber: boolean;
}

/** A push in the terms of tools that copy and put: what the tags will name, and what must be there for it. */
export interface ScriptPush {
  readonly draft: Draft;
  readonly composition: Composition;
  readonly content: Content;
  /** The source whose own bytes the content is, by digest; undefined where it is made new. */
  readonly copied: Location | undefined;
  readonly pieces: readonly Piece[];
  /** Those with a tag, which is what a push moves. */
  readonly destinations: readonly [Destination, ...Destination[]];
  /** Whether something goes to another repository than it is in. */
  readonly leaves: boolean;
}

/** What a tool's script does, before it is text. */
export interface ScriptParts {
  readonly steps: readonly string[];
  /** Versions that it needs and the like. */
  readonly successors: readonly string[];
  readonly sameBytes: boolean;
  readonly differences: readonly string[];
}

/** A tool that cannot do the push, and why. */
export interface Impossible {
  readonly kind: "impossible";
  readonly why: string;
}

/**
 * @returns undefined where there is no tag to push to
 * @throws EngineError `reference_invalid` for a target that is none
 */
export function describePush(draft: Draft, composition: Composition): ScriptPush | undefined {
  const [first, ...others] = draft.targets.flatMap(({ text, noClobber = false }) => {
    const location = parseLocation(text.trim());
    return tagOf(location) === undefined ? [] : [{ location, noClobber }];
  });
  if (!first) return undefined;
  const destinations = [first, ...others] as const;
  const { sources, combination, filtered } = composition;
  const { content, index, origin } = filtered;
  const whereOf = (descriptor: Descriptor): Location | undefined => {
    const named = combination.named.get(descriptor.digest);
    // An attestation that was found as a referrer is where its image is.
    const image = named ? undefined : attestedDigest(descriptor);
    const positions = named ?? (image === undefined ? [] : combination.named.get(image)) ?? [];
    const places = positions.flatMap((position) => sources[position]?.location ?? []);
    const there = places.find((place) => repositoryOf(place) === repositoryOf(first.location));
    return there ?? places[0];
  };
  const pieces = (index?.manifests ?? []).flatMap((descriptor) => {
    const place = whereOf(descriptor);
    return place ? [{ descriptor, from: withDigest(place, descriptor.digest) }] : [];
  });
  const source = sources[0]?.location;
  const copied = origin === "copy" && source ? withDigest(source, content.digest) : undefined;
  const froms = copied ? [copied] : pieces.map(({ from }) => from);
  const leaves = destinations.some(({ location }) =>
    froms.some((from) => repositoryOf(from) !== repositoryOf(location)),
  );
  return { draft, composition, content, copied, pieces, destinations, leaves };
}

/** The repository as a name; two that are the same are written the same. */
export function repositoryOf(location: Location): string {
  return locationRepository(location);
}

function tagOf(location: Location): string | undefined {
  return location.kind === "registry" ? location.reference.tag : location.tag;
}

/** A target by its tag alone, whatever digest stands behind it. */
export function byTag(location: Location): Location {
  if (location.kind !== "registry") {
    const { digest: _, ...rest } = location;
    return rest;
  }
  const { digest: _, ...reference } = location.reference;
  return { kind: "registry", reference };
}
