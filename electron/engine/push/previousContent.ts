import type { TagMove } from "../../../shared/plan.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { EngineError } from "../errors.ts";
import type { Content } from "../oci/content.ts";
import type { Store } from "../stores/store.ts";
import type { PushLog } from "./pushLog.ts";

/**
 * Records the current content of tags before they move, so that they can be restored.
 *
 * Content that cannot be read as the bytes of its digest (a signed schema 1 manifest, a manifest deleted under its tag)
 * cannot be restored; the tag moves all the same.
 */
export async function savePreviousContent(
  moves: readonly { readonly store: Store; readonly move: TagMove }[],
  log: PushLog,
  signal: AbortSignal,
): Promise<void> {
  await allOrAbort(moves, signal, async ({ store, move }, until) => {
    if (move.before === null || move.before === move.after) {
      return;
    }
    const content = await fetchPrevious(store, move, until);
    if (content) {
      await log.recordPrevious(move.name, content);
    }
  });
}

/** Codes of errors that a retry does not fix: the bytes do not exist. */
const unrestorable: ReadonlySet<string> = new Set([
  "not_found",
  "digest_mismatch",
  "size_mismatch",
  "manifest_unsupported",
  "too_large",
]);

/** @returns undefined if the content cannot be restored */
async function fetchPrevious(
  store: Store,
  { tag, before }: TagMove,
  signal: AbortSignal,
): Promise<Content | undefined> {
  if (before === null) {
    return undefined;
  }
  try {
    if (store.kind === "local") {
      // Fetched by tag, the content includes the names and annotations of its index entry.
      const tagged = await store.fetchManifest({ tag, origin: true }, signal);
      if (tagged.digest === before) {
        return tagged;
      }
    }
    return await store.fetchManifest({ digest: before }, signal);
  } catch (error) {
    signal.throwIfAborted();
    // 403 although the tag could be read: some registries answer so for a deleted manifest (go-containerregistry#1691),
    // others for an image that a scanner blocks, which is the one to replace.
    const isUnrestorable =
      error instanceof EngineError && (unrestorable.has(error.code) || error.status === 403);
    if (isUnrestorable) {
      return undefined;
    }
    throw error;
  }
}
