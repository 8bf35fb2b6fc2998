import { setTimeout as sleep } from "node:timers/promises";
import type { TagMove, TagOutcome } from "../../../shared/plan.ts";
import type { Store } from "../stores/store.ts";
import { type PutState, readTag } from "./tagMove.ts";

/** Milliseconds to ask what became of a tag, after everything else was cancelled. */
const lastQuestion = 10_000;

/** Milliseconds between two questions about a tag that may still move. */
const questions = [0, 500, 2000];

/**
 * What became of a tag whose move went wrong. What a registry took is never called untouched, whatever it shows.
 * Never rejects.
 * @param far how far its move came
 */
export async function settleTag(store: Store, move: TagMove, far: PutState): Promise<TagOutcome> {
  const signal = AbortSignal.timeout(lastQuestion);
  const unsure = far === "sent" || far === "taken";
  try {
    for (const wait of far === "sent" ? questions : [0]) {
      await sleep(wait, undefined, { signal });
      const { now } = await readTag(store, move, signal);
      if (now === move.before) continue;
      if (now === move.after) return { kind: far === "unsent" ? "same" : "moved", move };
      return far === "taken" ? { kind: "unknown", move } : { kind: "untouched", move, now };
    }
  } catch {
    // What was not sent, or was refused, is as it was, whether that can be seen or not.
  }
  return { kind: unsure ? "unknown" : "untouched", move };
}
