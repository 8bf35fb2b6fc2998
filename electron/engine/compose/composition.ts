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
import { editManifests, type EditedManifests } from "./editedManifests.ts";
import { findEntry } from "./findEntry.ts";
import { attestationEntry, type EntryFate, filterEntries, type Filtered } from "./filter.ts";
import type { ReferrersCache } from "../stores/referrersCache.ts";
import { resolveFromStore, type ResolvedSource } from "./resolve.ts";
import { placeSources, type Source, type UnplacedSource } from "./source.ts";

/** The input of `imagetools create`. */
export interface ComposeRequest extends CombineOptions {
  readonly sources: readonly (Source | UnplacedSource)[];
  /** Where the result will be pushed, which also places bare digests. */
  readonly targets: readonly Location[];
  readonly platforms: readonly Platform[];
  /** Digests of entries to exclude, whatever their platforms; buildx has no such option. */
  readonly excluded: ReadonlySet<string>;
}

/** The content to push, and what it was made from. */
export interface Composition {
  readonly request: Omit<ComposeRequest, "sources" | "targets">;
  readonly sources: readonly ResolvedSource[];
  readonly combination: Combination;
  /** The edited manifests, whether the result has them or not. */
  readonly manifests: EditedManifests;
  readonly filtered: Filtered;
}

/**
 * Resolves sources in parallel, combines them and filters the result: `imagetools create` without the push.
 * @throws EngineError
 */
export async function compose(
  request: ComposeRequest,
  context: EngineContext,
  signal: AbortSignal,
): Promise<Composition> {
  const placed = placeSources(request.sources, request.targets).map((place) => {
    if (place instanceof EngineError) {
      throw place;
    }
    return place;
  });
  const sources = await allOrAbort(placed, signal, (source, until) =>
    resolveSource(source, context, until),
  );
  return await composeSources({ request, sources }, context, signal);
}

/** Resolves a source, and prefetches the referrers of a single image. */
export async function resolveSource(
  source: Source,
  { stores, host, referrers }: EngineContext,
  signal: AbortSignal,
): Promise<ResolvedSource> {
  const store = stores.open(source.location);
  const over = store.prepareReferrers(1, signal);
  // The referrers are requested in parallel with the config. Errors are ignored here; the real request reports them.
  let ahead: Promise<unknown> = Promise.resolve();
  const lookAhead = (digest: string): void => {
    ahead = referrers.get(store, digest, signal).catch(() => {});
  };
  try {
    return await resolveFromStore(source, { store, host, onImage: lookAhead }, signal);
  } finally {
    // The request for referrers may take longer than the one for the config.
    void ahead.then(over);
  }
}

/** Receives the progress of edits of manifests and of the search for attestations, which may take requests for each image. */
export interface CompositionProgress {
  /** Manifests to edit were read. */
  edit(done: number, total: number): void;
  /**
   * The search starts.
   * @param fates for each entry of the combination, whether the result has it
   * @param total number of images to look up
   */
  begin(
    combination: { readonly combination: Combination; readonly manifests: EditedManifests },
    fates: readonly EntryFate[],
    total: number,
  ): void;
  /** An image was looked up. @param found the entry to append for it, if any */
  proceed(found: Descriptor | undefined): void;
}

interface ResolvedRequest {
  readonly request: Omit<ComposeRequest, "sources" | "targets">;
  readonly sources: readonly ResolvedSource[];
  readonly watch?: CompositionProgress | undefined;
}

/**
 * Combines resolved sources and filters the result.
 * @throws EngineError
 */
export async function composeSources(
  { request, sources, watch }: ResolvedRequest,
  { host, referrers }: EngineContext,
  signal: AbortSignal,
): Promise<Composition> {
  const manifests = await editManifests(
    {
      edits: request.edits,
      excluded: request.excluded,
      find: (digest) => findEntry(digest, sources),
      onEdited: watch && ((done, total) => watch.edit(done, total)),
    },
    signal,
  );
  const combination = combine(sources, request, manifests);
  await yieldToEventLoop();
  const filtered = await filterEntries(combination, {
    platforms: request.platforms,
    excluded: request.excluded,
    host,
    manifests,
    findAttestations: async (images, fates) => {
      watch?.begin({ combination, manifests }, fates, images.length);
      const storeOf = ({ digest }: Descriptor): Store | undefined =>
        sources[combination.named.get(digest)?.[0] ?? -1]?.store;
      return await findAttestations(
        images,
        {
          storeOf,
          referrers,
          onFound: (image, found) => watch?.proceed(found && attestationEntry(found, image)),
        },
        signal,
      );
    },
  });
  return { request, sources, combination, manifests, filtered };
}

interface AttestationLookup {
  readonly storeOf: (image: Descriptor) => Store | undefined;
  readonly referrers: ReferrersCache;
  readonly onFound: (image: Descriptor, found: Descriptor | undefined) => void;
}

/** Finds the attestation of each image among its referrers; all repositories in parallel. */
async function findAttestations(
  images: readonly Descriptor[],
  { storeOf, referrers, onFound }: AttestationLookup,
  signal: AbortSignal,
): Promise<readonly (Descriptor | undefined)[]> {
  const byStore = new Map<Store, Descriptor[]>();
  for (const image of images) {
    const store = storeOf(image);
    if (!store) {
      continue;
    }
    const group = byStore.get(store) ?? [];
    group.push(image);
    byStore.set(store, group);
  }
  const attestations = new Map<string, Descriptor | undefined>();
  await allOrAbort([...byStore], signal, async ([store, group], until) => {
    const digests = group.map(({ digest }) => digest);
    const onReferrers = (position: number, found: readonly Descriptor[]): void => {
      const image = group[position] as Descriptor;
      const attestation = found.find(
        ({ artifactType }) => artifactType === attestationArtifactType,
      );
      attestations.set(image.digest, attestation);
      onFound(image, attestation);
    };
    await referrers.getAll(store, { digests, onFound: onReferrers }, until);
  });
  return images.map(({ digest }) => attestations.get(digest));
}
