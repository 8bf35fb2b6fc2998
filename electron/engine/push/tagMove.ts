import { setTimeout as sleep } from "node:timers/promises";
import type { TagMove } from "../../../shared/plan.ts";
import { EngineError, isNotFound, isTransient } from "../errors.ts";
import type { Content } from "../oci/content.ts";
import { digestOf, parseDigest } from "../oci/digest.ts";
import type { Store, TagCondition } from "../stores/store.ts";

/** The result of checking a tag against the plan. */
export type TagCheck =
  /** It points to the new content already. */
  | { readonly kind: "same" }
  /** It is unchanged since the plan was made. */
  | { readonly kind: "movable"; readonly condition: TagCondition | undefined };

/**
 * The state of the PUT of a tag. `sent`: without a response, so the registry may still execute it.
 */
export type PutState = "unsent" | "sent" | "refused" | "accepted";

/** Reads the digest of a tag, or null if it does not exist, and the condition for a PUT that replaces just that. */
export async function readTag(
  store: Store,
  move: TagMove,
  signal: AbortSignal,
): Promise<{ readonly now: string | null; readonly condition: TagCondition | undefined }> {
  try {
    const { digest, etag } = await store.resolve({ tag: move.tag }, signal);
    const condition = etag === undefined ? undefined : ({ kind: "match", etag } as const);
    return { now: await toPlannedAlgorithm(move, { digest, store }, signal), condition };
  } catch (error) {
    if (!isNotFound(error)) {
      throw error;
    }
    return { now: null, condition: { kind: "absent" } };
  }
}

interface CurrentTag {
  readonly digest: string;
  readonly store: Store;
}

/** Returns the plan's digest if the registry names the same content by a digest of another algorithm. */
async function toPlannedAlgorithm(
  { tag, after }: TagMove,
  { digest, store }: CurrentTag,
  signal: AbortSignal,
): Promise<string> {
  if (parseDigest(digest).algorithm === parseDigest(after).algorithm) {
    return digest;
  }
  const { bytes } = await store.fetchManifest({ tag, origin: true }, signal);
  return matches(bytes, after) ? after : digest;
}

function matches(bytes: Uint8Array, digest: string): boolean {
  return digestOf(bytes, parseDigest(digest).algorithm) === digest;
}

/**
 * Checks that a tag has not moved since the plan was made. Called right before its PUT.
 * @throws EngineError `tag_moved` if another client moved it
 */
export async function checkTag(
  store: Store,
  move: TagMove,
  signal: AbortSignal,
): Promise<TagCheck> {
  const { now, condition } = await readTag(store, move, signal);
  if (now === move.after) {
    return { kind: "same" };
  }
  if (now === move.before) {
    return { kind: "movable", condition };
  }
  throw tagMovedError(move, now, "since the plan was made");
}

/** The PUT of a tag. */
export interface TagPut {
  readonly store: Store;
  readonly move: TagMove;
  readonly content: Content;
  /** From the check right before. */
  readonly condition: TagCondition | undefined;
  /** Milliseconds before each retry. */
  readonly retries: readonly number[];
  /** Called when the state of the PUT changes, also if `moveTag` then fails. */
  readonly onState: (state: PutState) => void;
}

/**
 * Moves a tag that was checked a moment ago. Call `confirmTag` afterwards.
 *
 * Registries have no compare-and-set for tags (distribution-spec#250), so the tag is checked before each PUT. If the
 * registry returned an ETag, the PUT has an If-Match header (RFC 9110 §13.1.1), which closes the remaining gap where it
 * is supported and has no effect elsewhere.
 *
 * @throws EngineError `tag_moved` if another client moved it
 */
export async function moveTag(put: TagPut, signal: AbortSignal): Promise<void> {
  const { store, move, content, retries, onState } = put;
  let { condition } = put;
  /** A PUT without a response may still be executed, whatever the response to the next one is. */
  let isUnanswered = false;
  for (const delay of [...retries, undefined]) {
    try {
      if (!isUnanswered) {
        onState("sent");
      }
      await store.tag(move.tag, content, { signal, condition });
      break;
    } catch (error) {
      const state = stateAfter(error);
      if (state === "sent") {
        isUnanswered = true;
      } else if (state === "accepted" || !isUnanswered) {
        onState(state);
      }
      if (delay === undefined || !(error instanceof EngineError)) {
        throw error;
      }
      const isConditionFailed = error.code === "tag_moved" && condition !== undefined;
      if (!isConditionFailed && !isTransient(error)) {
        throw error;
      }
      await sleep(isConditionFailed ? 0 : Math.max(delay, error.retryAfterMs ?? 0), undefined, {
        signal,
      });
      const check = await checkTag(store, move, signal);
      // The PUT was executed and only its response was lost.
      if (check.kind === "same") {
        break;
      }
      // A condition that failed for an unchanged tag: this registry's ETags mean something else.
      condition = isConditionFailed ? undefined : check.condition;
    }
  }
  onState("accepted");
}

/** Codes of errors without a response from the registry: the request may have arrived. */
const withoutResponse: ReadonlySet<string> = new Set(["network", "timeout", "cancelled"]);

/** The state of a PUT that failed. */
function stateAfter(error: unknown): "sent" | "refused" | "accepted" {
  if (!(error instanceof EngineError) || withoutResponse.has(error.code)) {
    return "sent";
  }
  // The registry accepted the PUT and stored other content.
  if (error.code === "digest_mismatch") {
    return "accepted";
  }
  // A 5xx or 408 leaves the outcome unknown.
  const isUnknown = error.status !== undefined && (error.status >= 500 || error.status === 408);
  return isUnknown ? "sent" : "refused";
}

function tagMovedError(move: TagMove, now: string | null, when: string): EngineError {
  const was = move.before === null ? "did not exist" : `was ${move.before}`;
  return new EngineError(
    "tag_moved",
    `${move.name} moved ${when}: it ${was} and ${now === null ? "was deleted" : `is now ${now}`}.`,
    {
      hint: "Another client pushed meanwhile. Check what the tag points to, then review the push again.",
    },
  );
}

/**
 * Reads a tag back after its PUT, by content: other clients must get what was pushed.
 * @param delays milliseconds before each read: some registries return the old content for a moment
 * @throws EngineError `tag_moved` if it does not have the pushed content
 */
export async function confirmTag(
  { store, move }: { readonly store: Store; readonly move: TagMove },
  delays: readonly number[],
  signal: AbortSignal,
): Promise<void> {
  let now: string | null = null;
  for (const delay of delays) {
    await sleep(delay, undefined, { signal });
    now = await readBack(store, move, signal);
    if (now === move.after) {
      return;
    }
    // Neither the old nor the new content: waiting does not change that.
    if (now !== move.before && now !== null) {
      break;
    }
  }
  throw tagMovedError({ ...move, before: move.after }, now, "right after the push");
}

async function readBack(
  store: Store,
  { tag, after }: TagMove,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const { digest, bytes } = await store.fetchManifest({ tag, origin: true }, signal);
    return digest === after || matches(bytes, after) ? after : digest;
  } catch (error) {
    if (isNotFound(error)) {
      return null;
    }
    throw error;
  }
}
