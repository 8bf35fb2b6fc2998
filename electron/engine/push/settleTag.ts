import { setTimeout as sleep } from "node:timers/promises";
import type { TagMove, TagOutcome } from "../../../shared/plan.ts";
import type { Store } from "../stores/store.ts";
import type { PushDelays } from "./pushDelays.ts";
import { type PutState, readTag } from "./tagMove.ts";

/**
 * Determines the outcome of a tag after its move failed, by reading the tag. Runs also after the push was cancelled, so
 * it has a timeout of its own. A tag whose PUT was accepted is never reported as untouched. Never rejects.
 * @param state the state of its PUT
 */
export async function settleTag(
  { store, move }: { readonly store: Store; readonly move: TagMove },
  state: PutState,
  { tagSettling, tagSettlingTimeout }: PushDelays,
): Promise<TagOutcome> {
  const signal = AbortSignal.timeout(tagSettlingTimeout);
  const isUncertain = state === "sent" || state === "accepted";
  try {
    for (const delay of state === "sent" ? tagSettling : [0]) {
      await sleep(delay, undefined, { signal });
      const { now } = await readTag(store, move, signal);
      if (now === move.before) {
        continue;
      }
      if (now === move.after) {
        return { kind: state === "unsent" ? "same" : "moved", move };
      }
      return state === "accepted" ? { kind: "unknown", move } : { kind: "untouched", move, now };
    }
  } catch {
    // A PUT that was not sent or was refused changed nothing, whether the tag can be read or not.
  }
  return { kind: isUncertain ? "unknown" : "untouched", move };
}
