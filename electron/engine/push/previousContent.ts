import type { TagMove } from "../../../shared/plan.ts";
import { EngineError } from "../errors.ts";
import type { Store } from "../stores/store.ts";
import type { Content } from "../oci/content.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import type { PushLog } from "./pushLog.ts";

/**
 * Write down what the tags hold before they move, so that they can be put back.
 *
 * What cannot be had as the bytes of its digest (a signed schema 1 manifest, content that was deleted under
 * its tag) cannot be put back, and is no reason not to replace it.
 */
export async function savePreviousContent(
  moves: readonly { readonly store: Store; readonly move: TagMove }[],
  log: PushLog,
  signal: AbortSignal,
): Promise<void> {
  await allOrAbort(moves, signal, async ({ store, move }, until) => {
    if (move.before === null || move.before === move.after) return;
    const content = await fetchHeld(store, move.tag, move.before, until);
    if (content) await log.recordPrevious(move.name, content);
  });
}

/** What says that there are no such bytes, rather than that they could not be had just now. */
const unreadable: ReadonlySet<string> = new Set([
  "not_found",
  "digest_mismatch",
  "size_mismatch",
  "manifest_unsupported",
  "too_large",
]);

async function fetchHeld(
  store: Store,
  tag: string,
  digest: string,
  signal: AbortSignal,
): Promise<Content | undefined> {
  try {
    if (store.kind === "local") {
      // By its tag, it comes with the names and annotations of its entry.
      const named = await store.fetchManifest({ tag, origin: true }, signal);
      if (named.digest === digest) return named;
    }
    return await store.fetchManifest({ digest }, signal);
  } catch (error) {
    signal.throwIfAborted();
    // The tag was read just now: this is what some registries say of content that does not exist
    // (go-containerregistry#1691), or of an image that a scanner blocks, which is the one to be replaced.
    const isUnreadable =
      error instanceof EngineError && (unreadable.has(error.code) || error.status === 403);
    if (isUnreadable) return undefined;
    throw error;
  }
}
