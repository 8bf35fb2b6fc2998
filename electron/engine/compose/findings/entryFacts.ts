import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { isManifestType } from "../../../../shared/oci/mediaTypes.ts";
import { AsyncCache } from "../../async/asyncCache.ts";
import { EngineError } from "../../errors.ts";
import type { ConfigFacts } from "../../oci/decode.ts";
import { detectManifest } from "../../oci/detectManifest.ts";
import { readManifest } from "../../oci/decode.ts";
import type { Store } from "../../stores/store.ts";
import { readConfigFacts } from "../readConfigFacts.ts";
import { compressionOf } from "./compression.ts";

/** Entries remembered. */
const maxEntries = 100_000;

/** What the manifest of an entry and its config say, or the error with which they were read. */
export type EntryFacts =
  | {
      readonly kind: "read";
      /** Of the manifest, in bytes. */
      readonly size: number;
      /** Undefined if the entry is not an image. */
      readonly config: ConfigFacts | undefined;
      /** How the layers are compressed. */
      readonly compression: string;
    }
  | { readonly kind: "failed"; readonly error: EngineError };

/** Remembers the facts of entries, failures too. Facts are those of a digest, whichever store has it. */
export class EntryFactsCache {
  readonly #known = new AsyncCache<EntryFacts>(maxEntries, () => 1);

  /** Returns what is known of an entry. */
  peek(digest: string): EntryFacts | undefined {
    return this.#known.peek(digest);
  }

  /** Reads the manifest of an entry and its config. @param isRetry read again what failed before */
  async read(
    {
      store,
      entry,
      isRetry,
    }: { readonly store: Store; readonly entry: Descriptor; readonly isRetry: boolean },
    signal: AbortSignal,
  ): Promise<EntryFacts> {
    if (isRetry && this.peek(entry.digest)?.kind === "failed") {
      this.#known.delete(entry.digest);
    }
    return await this.#known.get(entry.digest, signal, () => readFacts(store, entry, signal));
  }

  clear(): void {
    this.#known.clear();
  }
}

async function readFacts(
  store: Store,
  { digest }: Descriptor,
  signal: AbortSignal,
): Promise<EntryFacts> {
  try {
    const what = `manifest ${digest}`;
    const { kind, content, document } = detectManifest(
      await store.fetchManifest({ digest }, signal),
      what,
    );
    const size = content.bytes.byteLength;
    if (kind !== "manifest" || !isManifestType(content.mediaType)) {
      return { kind: "read", size, config: undefined, compression: "" };
    }
    const { config, layers, artifactType } = readManifest(document, what);
    const facts =
      config && !artifactType
        ? await readConfigFacts({ store, config, what: `config ${config.digest}` }, signal)
        : undefined;
    return { kind: "read", size, config: facts, compression: compressionOf(layers) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineError) {
      return { kind: "failed", error };
    }
    throw error;
  }
}
