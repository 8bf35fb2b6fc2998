import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import { attestationArtifactType } from "../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import type { EngineContext } from "../context.ts";
import { EngineError } from "../errors.ts";
import type { Location } from "../oci/location.ts";
import type { Store } from "../stores/store.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { combine, type Combination, type CombineOptions } from "./combine.ts";
import { attestationEntry, type EntryFate, filterEntries, type Filtered } from "./filter.ts";
import type { ReferrersCache } from "../stores/referrersCache.ts";
import { resolveFromStore, type ResolvedSource } from "./resolve.ts";
import { placeSources, type Source, type UnplacedSource } from "./source.ts";

/** What `imagetools create` is asked for. */
export interface ComposeRequest extends CombineOptions {
  readonly sources: readonly (Source | UnplacedSource)[];
  /** Where it will be pushed, which also tells where bare digests are. */
  readonly targets: readonly Location[];
  readonly platforms: readonly Platform[];
  /** Digests of entries to leave out, whatever their platforms; buildx has no such option. */
  readonly excluded: ReadonlySet<string>;
}

/** The content to push, with everything it was made of. */
export interface Composition {
  readonly request: Omit<ComposeRequest, "sources" | "targets">;
  readonly sources: readonly ResolvedSource[];
  readonly combination: Combination;
  readonly filtered: Filtered;
}

/**
 * Resolve sources side by side, combine them and choose among their entries: all of `imagetools create` but the
 * push.
 * @throws EngineError
 */
export async function compose(
  request: ComposeRequest,
  context: EngineContext,
  signal: AbortSignal,
): Promise<Composition> {
  const placed = placeSources(request.sources, request.targets).map((place) => {
    if (place instanceof EngineError) throw place;
    return place;
  });
  const sources = await allOrAbort(placed, signal, (source, until) =>
    resolveSource(source, context, until),
  );
  return await composeSources(request, sources, context, signal);
}

/** Resolve one source where it is. */
export async function resolveSource(
  source: Source,
  { stores, host, referrers }: EngineContext,
  signal: AbortSignal,
): Promise<ResolvedSource> {
  const store = stores.open(source.location);
  const over = store.prepareReferrers(1, signal);
  // Its attestation is going to be looked for: beside the config, not after it. Errors are ignored here: the real
  // request meets and reports them.
  let ahead: Promise<unknown> = Promise.resolve();
  const lookAhead = (digest: string): void => {
    ahead = referrers.get(store, digest, signal).catch(() => {});
  };
  try {
    return await resolveFromStore(source, store, host, lookAhead, signal);
  } finally {
    // It may take longer than the config, and is one of those to be asked for until it has its answer.
    void ahead.then(over);
  }
}

/** Hears how the search for attestations goes on, which may take a request for each image. */
export interface AttestationProgress {
  /**
   * The search begins.
   * @param fates for each entry of the combination, whether it stays
   * @param total images that are looked up
   */
  begin(combination: Combination, fates: readonly EntryFate[], total: number): void;
  /** One more image was looked up. @param found the entry that is going to be appended for it, if any */
  proceed(found: Descriptor | undefined): void;
}

/**
 * Combine sources that are resolved, and choose among their entries.
 * @throws EngineError
 */
export async function composeSources(
  request: Omit<ComposeRequest, "sources" | "targets">,
  sources: readonly ResolvedSource[],
  { host, referrers }: EngineContext,
  signal: AbortSignal,
  watch?: AttestationProgress,
): Promise<Composition> {
  const combination = combine(sources, request);
  await yieldToEventLoop();
  const filtered = await filterEntries(combination, {
    platforms: request.platforms,
    excluded: request.excluded,
    host,
    findAttestations: async (images, fates) => {
      watch?.begin(combination, fates, images.length);
      const storeOf = ({ digest }: Descriptor): Store | undefined =>
        sources[combination.named.get(digest)?.[0] ?? -1]?.store;
      return await findAttestations(images, storeOf, referrers, signal, (image, found) =>
        watch?.proceed(found && attestationEntry(found, image)),
      );
    },
  });
  return { request, sources, combination, filtered };
}

/** The attestation that refers to each image, asked for repository by repository, all at once. */
async function findAttestations(
  images: readonly Descriptor[],
  storeOf: (image: Descriptor) => Store | undefined,
  referrers: ReferrersCache,
  signal: AbortSignal,
  onFound: (image: Descriptor, found: Descriptor | undefined) => void,
): Promise<readonly (Descriptor | undefined)[]> {
  const byStore = new Map<Store, Descriptor[]>();
  for (const image of images) {
    const store = storeOf(image);
    if (!store) continue;
    const group = byStore.get(store) ?? [];
    group.push(image);
    byStore.set(store, group);
  }
  const attestations = new Map<string, Descriptor | undefined>();
  await allOrAbort([...byStore], signal, async ([store, group], until) => {
    const digests = group.map(({ digest }) => digest);
    await referrers.getAll(store, digests, until, (position, found) => {
      const image = group[position] as Descriptor;
      const attestation = found.find(
        ({ artifactType }) => artifactType === attestationArtifactType,
      );
      attestations.set(image.digest, attestation);
      onFound(image, attestation);
    });
  });
  return images.map(({ digest }) => attestations.get(digest));
}
