import { setImmediate as breathe } from "node:timers/promises";
import { attestationArtifactType } from "../../../shared/oci/attestation.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import { EngineError } from "../failure.ts";
import type { Location } from "../oci/location.ts";
import type { Host } from "../oci/platform.ts";
import type { Stores } from "../stores.ts";
import { together } from "../together.ts";
import { combine, type Combination, type CombineOptions } from "./combine.ts";
import { filterPlatforms, type Filtered } from "./filter.ts";
import type { Referrers } from "./referrers.ts";
import { resolveSource, type Resolved } from "./resolve.ts";
import { placeSources, type PlacedSource, type Source } from "./source.ts";

/** What `imagetools create` is asked for. */
export interface CreateRequest extends CombineOptions {
  readonly sources: readonly Source[];
  /** Where it will be pushed, which also tells where bare digests are. */
  readonly targets: readonly Location[];
  readonly platforms: readonly Platform[];
}

/** What the engine needs from around it; nothing is read from the process. */
export interface Surroundings {
  readonly stores: Stores;
  readonly host: Host;
  readonly referrers: Referrers;
}

/** The content to push, with everything it was made of. */
export interface Created {
  readonly request: Omit<CreateRequest, "sources" | "targets">;
  readonly sources: readonly Resolved[];
  readonly combination: Combination;
  readonly filtered: Filtered;
}

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
  { stores, host, referrers }: Surroundings,
  signal: AbortSignal,
): Promise<Resolved> {
  const store = stores.open(source.location);
  store.prepareReferrers(signal);
  // Its attestation is going to be looked for: beside the config, not after it. A failure is met there again.
  const lookAhead = (digest: string): void => {
    referrers.of(store, digest, signal).catch(() => {});
  };
  return await resolveSource(source, store, host, lookAhead, signal);
}

/**
 * Combine sources that are resolved, and filter their platforms.
 * @throws EngineError
 */
export async function combineResolved(
  request: Omit<CreateRequest, "sources" | "targets">,
  sources: readonly Resolved[],
  { host, referrers }: Surroundings,
  signal: AbortSignal,
): Promise<Created> {
  const combination = combine(sources, request);
  await breathe();
  const filtered = await filterPlatforms(combination, {
    platforms: request.platforms,
    host,
    signal,
    findAttestation: async (entry) => {
      const source = sources[combination.named.get(entry.digest)?.[0] ?? -1];
      const found = source && (await referrers.of(source.store, entry.digest, signal));
      return found?.find(({ artifactType }) => artifactType === attestationArtifactType);
    },
  });
  return { request, sources, combination, filtered };
}
