import pLimit from "p-limit";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { isAttestation } from "../../../../shared/oci/attestation.ts";
import { allOrAbort } from "../../async/allOrAbort.ts";
import type { Store } from "../../stores/store.ts";
import type { Composition } from "../composition.ts";
import { decodeConfig } from "../../oci/decode.ts";
import { compressionOf } from "./compression.ts";
import type { EntryFacts, EntryFactsCache } from "./entryFacts.ts";

/** Entries read at once. */
const maxParallelReads = 16;

/** Looks up what is known of an entry. */
export type FactsOf = (digest: string) => EntryFacts | undefined;

/**
 * Returns what is known of the entries of a composition: from its single sources, and from what was read; of an edited
 * config, what it says after the edit.
 */
export function knownFacts(
  { sources, manifests }: Pick<Composition, "sources" | "manifests">,
  cache: EntryFactsCache,
): FactsOf {
  const ofSources = new Map<string, EntryFacts>();
  for (const source of sources) {
    if (source.kind === "manifest" && source.config !== undefined) {
      const { content, config, layers } = source;
      const size = content.bytes.byteLength;
      const compression = compressionOf(layers);
      ofSources.set(content.digest, { kind: "read", size, config, compression });
    }
  }
  const edited = new Map(
    [...manifests].flatMap(([digest, { config }]) =>
      config ? [[digest, decodeConfig(config.bytes, `config ${config.digest}`)] as const] : [],
    ),
  );
  return (digest) => {
    const facts = ofSources.get(digest) ?? cache.peek(digest);
    const config = edited.get(digest);
    return config && facts?.kind === "read" ? { ...facts, config } : facts;
  };
}

/** An entry of the result whose manifest was not read yet. */
export interface UnreadEntry {
  readonly entry: Descriptor;
  readonly store: Store;
}

/**
 * Lists the images and nested indexes of a result whose manifests were not read, or not successfully.
 * @param isRetry also list those that failed
 */
export function unreadEntries(
  composition: Composition,
  factsOf: FactsOf,
  { isRetry = false }: { readonly isRetry?: boolean } = {},
): readonly UnreadEntry[] {
  const { sources, combination, filtered } = composition;
  const entries = new Map((filtered.index?.manifests ?? []).map((entry) => [entry.digest, entry]));
  return [...entries.values()].flatMap((entry): readonly UnreadEntry[] => {
    const facts = factsOf(entry.digest);
    const isKnown = facts !== undefined && !(isRetry && facts.kind === "failed");
    const listing = (combination.named.get(entry.digest) ?? []).map(
      (position) => sources[position],
    );
    // The artifact type of a single source says that it is not an image.
    const isArtifact = listing.some((source) => source?.kind === "manifest" && source.artifactType);
    const store = listing[0]?.store;
    return isKnown || isArtifact || store === undefined || isAttestation(entry)
      ? []
      : [{ entry, store }];
  });
}

interface ReadOptions {
  readonly cache: EntryFactsCache;
  /** Read again what failed before. */
  readonly isRetry?: boolean;
  /** Called after each entry with the number of those read. */
  readonly onRead?: (done: number) => void;
}

/** Reads the manifests of entries and the configs of images. Failures are remembered as such. */
export async function readEntryFacts(
  entries: readonly UnreadEntry[],
  { cache, isRetry = false, onRead }: ReadOptions,
  signal: AbortSignal,
): Promise<void> {
  const limit = pLimit(maxParallelReads);
  let done = 0;
  await allOrAbort(entries, signal, ({ entry, store }, until) =>
    limit(async () => {
      until.throwIfAborted();
      await cache.read({ store, entry, isRetry }, until);
      done += 1;
      onRead?.(done);
    }),
  );
}
