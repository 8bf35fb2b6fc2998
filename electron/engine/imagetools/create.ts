import { attestationArtifactType } from "../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import { EngineError } from "../failure.ts";
import type { Location } from "../oci/location.ts";
import type { Host } from "../oci/platform.ts";
import type { Store } from "../store.ts";
import type { Stores } from "../stores.ts";
import { together } from "../together.ts";
import type { Annotation } from "./annotate.ts";
import { combine, type Combination } from "./combine.ts";
import { filterPlatforms, type Filtered } from "./filter.ts";
import { resolveSource, type Resolved } from "./resolve.ts";
import { placeSources, type PlacedSource, type Source } from "./source.ts";

/** What `imagetools create` is asked for. */
export interface CreateRequest {
  readonly sources: readonly Source[];
  /** Where it will be pushed, which also tells where bare digests are. */
  readonly targets: readonly Location[];
  readonly annotations: readonly Annotation[];
  readonly platforms: readonly Platform[];
  readonly preferIndex: boolean;
  readonly keepOsVersion: boolean;
}

/** What the engine needs from around it; nothing is read from the process. */
export interface Surroundings {
  readonly stores: Stores;
  readonly host: Host;
}

/** The content to push, with everything it was made of. */
export interface Created {
  readonly sources: readonly Resolved[];
  readonly combination: Combination;
  readonly filtered: Filtered;
  /** What refers to a digest, asked once. */
  readonly referrers: ReferrerLookup;
}

export type ReferrerLookup = (store: Store, digest: string) => Promise<readonly Descriptor[]>;

/**
 * Resolve sources side by side, combine them and filter their platforms: all of `imagetools create` but the
 * push.
 * @throws EngineError
 */
export async function create(
  request: CreateRequest,
  around: Surroundings,
  signal: AbortSignal,
): Promise<Created> {
  const placed = placeSources(request.sources, request.targets).map((place) => {
    if (place instanceof EngineError) throw place;
    return place;
  });
  const sources = await together(placed, signal, (source, until) =>
    resolvePlaced(source, around, until),
  );
  return await combineResolved(request, sources, around, signal);
}

/** Resolve one source where it is. */
export async function resolvePlaced(
  source: PlacedSource,
  { stores, host }: Surroundings,
  signal: AbortSignal,
): Promise<Resolved> {
  return await resolveSource(source, stores.open(source.location), host, signal);
}

/**
 * Combine sources that are resolved, and filter their platforms.
 * @throws EngineError
 */
export async function combineResolved(
  request: Omit<CreateRequest, "sources" | "targets">,
  sources: readonly Resolved[],
  { host }: Surroundings,
  signal: AbortSignal,
): Promise<Created> {
  const combination = combine(sources, request);
  const referrers = lookUpOnce(signal);
  const filtered = await filterPlatforms(combination, {
    platforms: request.platforms,
    host,
    signal,
    findAttestation: async (entry) => {
      const source = sources[combination.named.get(entry.digest)?.[0] ?? -1];
      const found = source && (await referrers(source.store, entry.digest));
      return found?.find(({ artifactType }) => artifactType === attestationArtifactType);
    },
  });
  return { sources, combination, filtered, referrers };
}

function lookUpOnce(signal: AbortSignal): ReferrerLookup {
  const asked = new Map<string, Promise<readonly Descriptor[]>>();
  return async (store, digest) => {
    const key = `${store.repository}@${digest}`;
    const answer = asked.get(key) ?? store.referrers(digest, signal);
    asked.set(key, answer);
    return await answer;
  };
}
