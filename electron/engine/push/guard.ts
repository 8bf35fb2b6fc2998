import type { TagMove } from "../../../shared/plan.ts";
import { EngineError } from "../failure.ts";
import type { Content, Store } from "../store.ts";
import { currentDigest } from "./prepare.ts";

/**
 * Make sure that a tag still is where the plan saw it.
 *
 * @returns whether there is something to do: false where it names the content already
 * @throws EngineError `tag_moved` where somebody else moved it meanwhile
 */
export async function checkTag(store: Store, move: TagMove, signal: AbortSignal): Promise<boolean> {
  const now = await currentDigest(store, move.tag, signal);
  if (now === move.after) return false;
  if (now === move.before) return true;
  throw new EngineError(
    "tag_moved",
    `${move.name} moved since the plan was made: it was ${move.before ?? "not there"}, and is ${now ?? "gone"} now.`,
    {
      hint: "Somebody else pushed meanwhile. Look at what the tag holds now, then review the push again.",
    },
  );
}

/**
 * Move a tag if it still is where the plan saw it.
 * @returns whether it was moved; false where it named the content already
 */
export async function moveTag(
  store: Store,
  move: TagMove,
  content: Content,
  signal: AbortSignal,
): Promise<boolean> {
  if (!(await checkTag(store, move, signal))) return false;
  await store.tag(move.tag, content, signal);
  return true;
}
