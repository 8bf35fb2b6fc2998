import type { TagMove, TagOutcome } from "../../../shared/plan.ts";
import type { Store } from "../stores/store.ts";
import type { PushDelays } from "./pushDelays.ts";
import type { PushLog } from "./pushLog.ts";
import { settleTag } from "./settleTag.ts";
import type { PutState } from "./tagMove.ts";

/** A tag move and the store of its repository. */
export interface StoredMove {
  readonly store: Store;
  readonly move: TagMove;
}

/** The outcomes of all tags of a push, recorded in its log as they become known. */
export class TagOutcomes {
  readonly #log: PushLog;
  readonly #delays: PushDelays;
  readonly #outcomes: Map<TagMove, TagOutcome>;

  constructor(moves: readonly StoredMove[], log: PushLog, delays: PushDelays) {
    this.#log = log;
    this.#delays = delays;
    this.#outcomes = new Map(moves.map(({ move }) => [move, { kind: "untouched", move }]));
  }

  /** In the order of the moves. */
  list(): readonly TagOutcome[] {
    return [...this.#outcomes.values()];
  }

  async record(outcome: TagOutcome): Promise<void> {
    this.#outcomes.set(outcome.move, outcome);
    await this.#log.recordOutcome(outcome);
  }

  /**
   * Runs a step of a tag's move. If it fails, reads the tag and records the outcome: the request may have arrived
   * although its response did not.
   * @param step reports the state of the tag's PUT
   * @throws the error of the step
   */
  async settleOnFailure<T>(
    { store, move }: StoredMove,
    step: (onState: (state: PutState) => void) => Promise<T>,
  ): Promise<T> {
    const put: { state: PutState } = { state: "unsent" };
    try {
      return await step((state) => (put.state = state));
    } catch (error) {
      const outcome = await settleTag({ store, move }, put.state, this.#delays);
      await this.record(outcome).catch(() => {});
      throw error;
    }
  }
}
