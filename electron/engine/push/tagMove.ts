import { setTimeout as sleep } from "node:timers/promises";
import type { TagMove } from "../../../shared/plan.ts";
import { isRetryable, EngineError, isNotFound } from "../errors.ts";
import { digestOf, parseDigest } from "../oci/digest.ts";
import type { Store, TagCondition } from "../stores/store.ts";
import type { Content } from "../oci/content.ts";

/** Milliseconds before a tag that could not be put is looked at, and put, again. */
const pauses = [200, 800, 3200];

/** What is to be done about a tag. */
export type TagCheck =
  /** It names the content already. */
  | { readonly kind: "same" }
  /** It is where the plan saw it. */
  | { readonly kind: "movable"; readonly condition: TagCondition | undefined };

/** How far the move of a tag came; `sent` has no answer, so the registry may still be at it. */
export type PutState = "unsent" | "sent" | "refused" | "taken";

/** What a tag names now, null where there is none, and the condition under which it can be moved from there. */
export async function readTag(
  store: Store,
  move: TagMove,
  signal: AbortSignal,
): Promise<{ readonly now: string | null; readonly condition: TagCondition | undefined }> {
  try {
    const { digest, etag } = await store.resolve({ tag: move.tag }, signal);
    const condition = etag === undefined ? undefined : ({ kind: "match", etag } as const);
    return { now: await inTermsOf(move, digest, store, signal), condition };
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return { now: null, condition: { kind: "absent" } };
  }
}

/** A registry may name by another algorithm than the plan does what is the plan's content. */
async function inTermsOf(
  { tag, after }: TagMove,
  digest: string,
  store: Store,
  signal: AbortSignal,
): Promise<string> {
  if (parseDigest(digest).algorithm === parseDigest(after).algorithm) return digest;
  const { bytes } = await store.fetchManifest({ tag, origin: true }, signal);
  return isOf(bytes, after) ? after : digest;
}

function isOf(bytes: Uint8Array, digest: string): boolean {
  return digestOf(bytes, parseDigest(digest).algorithm) === digest;
}

/**
 * Look whether a tag still is where the plan saw it.
 * @throws EngineError `tag_moved` where somebody else moved it meanwhile
 */
export async function checkTag(
  store: Store,
  move: TagMove,
  signal: AbortSignal,
): Promise<TagCheck> {
  const { now, condition } = await readTag(store, move, signal);
  if (now === move.after) return { kind: "same" };
  if (now === move.before) return { kind: "movable", condition };
  throw movedAway(move, now, "since the plan was made");
}

/**
 * Move a tag that was just looked at; what it names then is to be confirmed.
 *
 * Registries have no compare-and-set for tags (distribution-spec#250), hence the look. A registry that tells an
 * entity tag is sent it as If-Match (RFC 9110 §13.1.1), which closes the gap where it is honoured and does
 * nothing elsewhere.
 *
 * @param come told how far it has come, also where it then fails
 * @throws EngineError `tag_moved` where somebody else moved it meanwhile
 */
export async function moveTag(
  store: Store,
  move: TagMove,
  content: Content,
  condition: TagCondition | undefined,
  signal: AbortSignal,
  onState: (far: PutState) => void,
): Promise<void> {
  let wanted = condition;
  /** A put that was never answered may be done at any moment, whatever is said to the next one. */
  let unanswered = false;
  for (const pause of [...pauses, undefined]) {
    try {
      if (!unanswered) onState("sent");
      await store.tag(move.tag, content, signal, wanted);
      break;
    } catch (error) {
      const answer = answerIn(error);
      if (answer === "none") unanswered = true;
      else if (answer === "taken" || !unanswered) onState(answer);
      const refused = error instanceof EngineError && error.code === "tag_moved" && wanted;
      const passing = isRetryable(error);
      if (pause === undefined || !(refused || passing)) throw error;
      await sleep(refused ? 0 : Math.max(pause, error.retryAfterMs ?? 0), undefined, { signal });
      // Never sent again unseen. Refused though nothing moved: this registry means something else by its entity
      // tags. Where it was to go already: only the answer was lost.
      const look = await checkTag(store, move, signal);
      if (look.kind === "same") break;
      wanted = refused ? undefined : look.condition;
    }
  }
  onState("taken");
}

/** Failures that are not the registry's word: the request may have arrived all the same. */
const withoutAnswer: ReadonlySet<string> = new Set(["network", "timeout", "cancelled"]);

/** What the registry said to a put that failed, if it said anything. */
function answerIn(error: unknown): "refused" | "taken" | "none" {
  if (!(error instanceof EngineError) || withoutAnswer.has(error.code)) return "none";
  // It took the put, and stored something else.
  if (error.code === "digest_mismatch") return "taken";
  // A server that broke, or that stands before the registry and waited in vain, does not know what came of it.
  const unsure = error.status !== undefined && (error.status >= 500 || error.status === 408);
  return unsure ? "none" : "refused";
}

function movedAway(move: TagMove, now: string | null, when: string): EngineError {
  return new EngineError(
    "tag_moved",
    `${move.name} moved ${when}: it was ${move.before ?? "not there"}, and is ${now ?? "gone"} now.`,
    {
      hint: "Somebody else pushed meanwhile. Look at what the tag holds now, then review the push again.",
    },
  );
}

/** Milliseconds between two looks at a tag that does not show what was put: some registries take a moment. */
const looks = [0, 200, 800, 2000];

/**
 * Read a tag back after it was put: what counts is what others will get.
 * @throws EngineError `tag_moved` where it does not show what was put
 */
export async function confirmTag(store: Store, move: TagMove, signal: AbortSignal): Promise<void> {
  let now: string | null = null;
  for (const wait of looks) {
    await sleep(wait, undefined, { signal });
    now = await readBack(store, move, signal);
    if (now === move.after) return;
    // Neither the old nor the new: no registry shows that for being slow.
    if (now !== move.before && now !== null) break;
  }
  throw movedAway({ ...move, before: move.after }, now, "right after it was put");
}

async function readBack(
  store: Store,
  { tag, after }: TagMove,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const { digest, bytes } = await store.fetchManifest({ tag, origin: true }, signal);
    return digest === after || isOf(bytes, after) ? after : digest;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}
