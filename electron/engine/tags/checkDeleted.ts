import { setTimeout as sleep } from "node:timers/promises";
import type { DeletedTag } from "../../../shared/deletion.ts";
import { EngineError, isNotFound } from "../errors.ts";
import type { Store, TagCondition, TagOrDigest } from "../stores/store.ts";
import { movedError } from "./movedError.ts";

/** What a request for a tag to delete names; of a manifest without a tag its digest. */
export function targetOf({ tag, before }: DeletedTag): TagOrDigest {
  return tag === undefined ? { digest: before } : { tag };
}

/**
 * Reads a tag to delete, and the condition for a request that deletes just that.
 * @throws EngineError `tag_moved` if the tag points to something else than reviewed
 */
export async function checkTag(
  store: Store,
  tag: DeletedTag,
  signal: AbortSignal,
): Promise<
  | { readonly kind: "missing" }
  | { readonly kind: "unchanged"; readonly condition: TagCondition | undefined }
> {
  signal.throwIfAborted();
  try {
    // Read twice before it is said to be gone: a 404 may come from elsewhere, through a redirect.
    const { digest, etag } = await store.resolve(targetOf(tag), signal).catch((error: unknown) => {
      if (isNotFound(error)) {
        return store.resolve(targetOf(tag), signal);
      }
      throw error;
    });
    if (digest !== tag.before) {
      throw movedError(`${tag.name} moved since the review: it is now ${digest}.`);
    }
    const condition = etag === undefined ? undefined : ({ kind: "match", etag } as const);
    return { kind: "unchanged", condition };
  } catch (error) {
    if (isNotFound(error)) {
      return { kind: "missing" };
    }
    throw error;
  }
}

/**
 * Checks a tag of which the registry answered that it does not exist.
 * @throws EngineError if it exists
 */
export async function checkDeleted(
  store: Store,
  tag: DeletedTag,
  signal: AbortSignal,
): Promise<void> {
  if ((await checkTag(store, tag, signal)).kind === "unchanged") {
    throw new EngineError(
      "registry_refused",
      `The registry did not delete ${tag.name}: it answers that it does not exist, but still has it.`,
    );
  }
}

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
  { delays, ...tag }: AcceptedDeletion,
  signal: AbortSignal,
): Promise<void> {
  const { name, before } = tag;
  for (const delay of delays) {
    await sleep(delay, undefined, { signal });
    try {
      const { digest } = await store.resolve(targetOf(tag), signal);
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
