import { LRUCache } from "lru-cache";
import pLimit from "p-limit";
import { SharedTask } from "../async/sharedTask.ts";
import type { EngineContext } from "../context.ts";
import { EngineError } from "../errors.ts";
import { formatLocation } from "../oci/location.ts";
import { resolveSource } from "./composition.ts";
import type { ResolvedSource } from "./resolve.ts";
import type { Source } from "./source.ts";

/** Sources resolved at once: files of layouts and archives stay open meanwhile. */
const maxResolving = 64;
/** Bytes of manifests and indexes kept. */
const maxBytes = 128 * 1024 * 1024;
/** Bytes that a remembered failure counts as. */
const failureBytes = 1024;

/** What a source resolves to, or the error to show at it. */
export type SourceOutcome = ResolvedSource | EngineError;

/**
 * Outcomes of sources, so that an edit of the draft asks registries only about new sources. Callers that ask for the
 * same source at the same time share its requests, which are aborted once the last of these callers gives up.
 */
export class SourceCache {
  readonly #context: EngineContext;
  readonly #outcomes = new LRUCache<string, SourceOutcome>({
    maxSize: maxBytes,
    sizeCalculation: (outcome) =>
      outcome instanceof EngineError ? failureBytes : outcome.content.bytes.byteLength || 1,
  });
  readonly #pending = new Map<string, SharedTask<SourceOutcome>>();
  readonly #limit = pLimit(maxResolving);

  constructor(context: EngineContext) {
    this.#context = context;
  }

  /**
   * @param retry resolve the source again if it failed before
   * @throws the signal's reason once it aborts
   */
  async resolve(
    source: Source,
    signal: AbortSignal,
    { retry = false }: { readonly retry?: boolean } = {},
  ): Promise<SourceOutcome> {
    const key = keyOf(source);
    const known = this.#outcomes.get(key);
    if (known && !(retry && known instanceof EngineError)) {
      return known;
    }
    let task = this.#pending.get(key);
    if (!task || task.isAborted) {
      task = new SharedTask((shared) => this.#limit(() => this.#resolve(source, shared)));
      this.#pending.set(key, task);
      void this.#keep(key, task);
    }
    return await task.wait(signal);
  }

  /** Forgets all outcomes; those of requests under way are not kept. */
  clear(): void {
    this.#pending.clear();
    this.#outcomes.clear();
  }

  async #keep(key: string, task: SharedTask<SourceOutcome>): Promise<void> {
    const outcome = await task.result.catch(() => undefined);
    if (this.#pending.get(key) !== task) {
      return;
    }
    this.#pending.delete(key);
    if (outcome) {
      this.#outcomes.set(key, outcome);
    }
  }

  async #resolve(source: Source, signal: AbortSignal): Promise<SourceOutcome> {
    try {
      signal.throwIfAborted();
      return await resolveSource(source, this.#context, signal);
    } catch (error) {
      signal.throwIfAborted();
      // A retry starts with a new challenge: the user may have logged in since.
      await this.#context.stores.forgetLogins(source.location);
      return error instanceof EngineError
        ? error
        : new EngineError("internal", (error as Error).message, { cause: error });
    }
  }
}

function keyOf({ location, given }: Source): string {
  return `${formatLocation(location)} ${JSON.stringify(given ?? null)}`;
}
