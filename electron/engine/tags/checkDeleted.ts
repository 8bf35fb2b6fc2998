import { setTimeout as sleep } from "node:timers/promises";
import type { DeletedTag } from "../../../shared/deletion.ts";
import { EngineError, isNotFound } from "../errors.ts";
import type { Store, TagOrDigest } from "../stores/store.ts";
import { movedError } from "./checkUnseenTags.ts";

/** A tag whose deletion was accepted. */
interface AcceptedDeletion extends DeletedTag {
  /** Milliseconds before each check: some registries return the tag for a moment. */
  readonly delays: readonly number[];
}

/**
 * Waits until a tag is gone whose deletion the registry accepted.
 * @throws EngineError `registry_invalid` if the tag is still there, `tag_moved` if it was pushed again, or if it cannot be
 * checked; the signal's reason when it aborts
 */
export async function waitUntilGone(
  store: Store,
  { name, tag, before, delays }: AcceptedDeletion,
  signal: AbortSignal,
): Promise<void> {
  for (const delay of delays) {
    await sleep(delay, undefined, { signal });
    try {
      const { digest } = await store.resolve({ tag }, signal);
      if (digest !== before) {
        throw movedError(
          `The registry accepted the deletion of ${name}, which was pushed again: it is now ${digest}.`,
        );
      }
    } catch (error) {
      if (isNotFound(error)) {
        return;
      }
      throw error;
    }
  }
  throw new EngineError(
    "registry_invalid",
    `The registry accepted the deletion of ${name}, but still has it.`,
    { hint: "It may delete later. Look at the tag again in a while." },
  );
}

/** Reports whether a tag or digest exists. @throws EngineError if that cannot be read */
export async function hasManifest(
  store: Store,
  target: TagOrDigest,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await store.resolve(target, signal);
    return true;
  } catch (error) {
    if (isNotFound(error)) {
      return false;
    }
    throw error;
  }
}
