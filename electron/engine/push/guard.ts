import { setTimeout as sleep } from "node:timers/promises";
import type { TagMove } from "../../../shared/plan.ts";
import { canWait, EngineError } from "../failure.ts";
import { digestOf, parseDigest } from "../oci/digest.ts";
import type { Content, Store, TagCondition } from "../store.ts";

/** Milliseconds before a tag that could not be put is looked at, and put, again. */
const pauses = [200, 800, 3200];

/** What is to be done about a tag. */
export type Look =
  /** It names the content already. */
  | { readonly kind: "same" }
  /** It is where the plan saw it. */
  | { readonly kind: "movable"; readonly condition: TagCondition | undefined };

/**
 * Look whether a tag still is where the plan saw it.
 * @throws EngineError `tag_moved` where somebody else moved it meanwhile
 */
export async function lookAtTag(store: Store, move: TagMove, signal: AbortSignal): Promise<Look> {
  let now: string | null = null;
  let condition: TagCondition | undefined = { kind: "absent" };
  try {
    const { digest, etag } = await store.resolve({ tag: move.tag }, signal);
    now = digest;
    condition = etag === undefined ? undefined : { kind: "match", etag };
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== "not_found") throw error;
  }
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
 * @throws EngineError `tag_moved` where somebody else moved it meanwhile
 */
export async function moveTag(
  store: Store,
  move: TagMove,
  content: Content,
  condition: TagCondition | undefined,
  signal: AbortSignal,
): Promise<void> {
  let wanted = condition;
  for (const pause of [...pauses, undefined]) {
    try {
      await store.tag(move.tag, content, signal, wanted);
      break;
    } catch (error) {
      const refused = error instanceof EngineError && error.code === "tag_moved" && wanted;
      const passing = error instanceof EngineError && canWait(error);
      if (pause === undefined || !(refused || passing)) throw error;
      await sleep(refused ? 0 : Math.max(pause, error.after ?? 0), undefined, { signal });
      // Never sent again unseen. Refused though nothing moved: this registry means something else by its entity
      // tags. Where it was to go already: only the answer was lost.
      const look = await lookAtTag(store, move, signal);
      if (look.kind === "same") break;
      wanted = refused ? undefined : look.condition;
    }
  }
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
    // A registry may name what it has by another algorithm than the plan does.
    return digestOf(bytes, parseDigest(after).algorithm) === after ? after : digest;
  } catch (error) {
    if (error instanceof EngineError && error.code === "not_found") return null;
    throw error;
  }
}
