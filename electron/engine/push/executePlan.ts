import pLimit from "p-limit";
import type { Plan, PushOutcome, RepositoryOutcome } from "../../../shared/plan.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { toFailure } from "../errors.ts";
import { checkExistingContent } from "../plan/existingContent.ts";
import { PlannedContents } from "../plan/plannedContents.ts";
import type { Stores } from "../stores/openStores.ts";
import { ContentInFlight } from "./contentInFlight.ts";
import { savePreviousContent } from "./previousContent.ts";
import { pushContent } from "./pushContent.ts";
import { defaultPushDelays, type PushDelays } from "./pushDelays.ts";
import type { PushEvent } from "./pushEvent.ts";
import type { PushLog } from "./pushLog.ts";
import type { PushTotals, RepositoryPush } from "./repositoryPush.ts";
import { checkTag, confirmTag, moveTag, type TagCheck } from "./tagMove.ts";
import { type StoredMove, TagOutcomes } from "./tagOutcomes.ts";

/** A plan to execute, and what executing it needs. */
export interface Execution {
  readonly plan: Plan;
  readonly stores: Stores;
  readonly log: PushLog;
  readonly signal: AbortSignal;
  /** Called for each step when it starts, progresses and ends. */
  readonly report: (event: PushEvent) => void;
  readonly delays?: PushDelays | undefined;
}

/**
 * Does what a plan names and nothing else: pushes blobs, then manifests after their children and their subject, and,
 * when all repositories have their content, sets the tags. At any moment, the content of each tag is complete.
 *
 * If one repository fails, the others still get their content, but no tag is set. Never rejects for a failed push: the
 * outcome has the result for each repository and tag, and the failure that ended the push.
 */
export async function executePlan(execution: Execution): Promise<PushOutcome> {
  const push = new Push(execution);
  let failure: unknown;
  try {
    await push.run();
  } catch (error) {
    failure = execution.signal.aborted ? execution.signal.reason : error;
  }
  const outcome = push.outcome(failure);
  try {
    await execution.log.end(outcome);
  } catch (error) {
    // The push is done, but its journal entry is incomplete.
    return { ...outcome, failure: outcome.failure ?? toFailure(error) };
  }
  return outcome;
}

/** Milliseconds after which a tag is checked again right before its PUT. */
const recentCheckMs = 1000;

/** Milliseconds after which a plan is checked again before content is copied. */
const freshPlanMs = 10_000;

/** The checks of all tags, in the order of the moves, and when they began, as `performance.now()`. */
interface TagChecks {
  readonly checks: readonly TagCheck[];
  readonly checkedAt: number;
}

class Push {
  readonly #execution: Execution;
  readonly #delays: PushDelays;
  readonly #repositories: readonly RepositoryPush[];
  readonly #moves: readonly StoredMove[];
  readonly #tags: TagOutcomes;
  readonly #contents: PlannedContents;
  readonly #outcomes = new Map<string, RepositoryOutcome>();
  readonly #totals: PushTotals = { copiedBytes: 0, mountedBlobs: 0 };

  constructor(execution: Execution) {
    const { plan, stores, log, delays = defaultPushDelays } = execution;
    this.#execution = execution;
    this.#delays = delays;
    this.#contents = new PlannedContents(plan, stores);
    const inFlight = new ContentInFlight(plan);
    this.#repositories = plan.repositories.map((part) => {
      const store = stores.openRepository(part.repository);
      return {
        store,
        plan: part,
        stores,
        contents: this.#contents,
        inFlight,
        totals: this.#totals,
        transfers: pLimit(store.maxTransfers),
        delays,
        report: (event) => this.#report(event),
      };
    });
    this.#moves = this.#repositories.flatMap(({ store, plan: { tags } }) =>
      tags.map((move) => ({ store, move })),
    );
    this.#tags = new TagOutcomes(this.#moves, log, delays);
  }

  async run(): Promise<void> {
    const { plan } = this.#execution;
    if (Date.now() - Date.parse(plan.madeAt) > freshPlanMs) {
      await this.#checkPlan();
    }
    const { checks, checkedAt } = await this.#pushAndSavePrevious();
    // One after the other: if a registry refuses a tag, the remaining tags stay unchanged.
    for (const [position, move] of this.#moves.entries()) {
      const recentCheck = (): TagCheck | undefined =>
        position === 0 && performance.now() - checkedAt < recentCheckMs ? checks[0] : undefined;
      await this.#moveTag(move, recentCheck);
    }
  }

  outcome(error: unknown): PushOutcome {
    const { plan, log } = this.#execution;
    const { mediaType, digest, size } = plan.root;
    return {
      root: { mediaType, digest, size },
      repositories: plan.repositories.map(
        ({ repository }) => this.#outcomes.get(repository) ?? { repository, content: "untouched" },
      ),
      tags: this.#tags.list(),
      ...this.#totals,
      journalId: log.id,
      ...(error === undefined ? {} : { failure: toFailure(error) }),
    };
  }

  /** Checks the tags and the existing content of an older plan, before content is copied in vain. */
  async #checkPlan(): Promise<void> {
    const { signal } = this.#execution;
    await this.#checkTags(signal);
    await allOrAbort(this.#repositories, signal, ({ plan, store }, until) =>
      checkExistingContent(plan, store, until),
    );
  }

  /** Pushes all content and records the current content of the tags at the same time. */
  async #pushAndSavePrevious(): Promise<TagChecks> {
    const { log, signal } = this.#execution;
    const stop = new AbortController();
    const saving = savePreviousContent(this.#moves, log, AbortSignal.any([signal, stop.signal]));
    // Awaited after the content is pushed.
    saving.catch(() => {});
    try {
      const checks = await this.#pushAllContent();
      await saving;
      return checks;
    } catch (error) {
      stop.abort();
      await Promise.allSettled([saving]);
      throw error;
    }
  }

  /**
   * Pushes the content of all repositories, and checks the tags while the roots, the last of it, are pushed.
   * @throws the first failure, after all repositories have settled
   */
  async #pushAllContent(): Promise<TagChecks> {
    const { signal } = this.#execution;
    const failures: unknown[] = [];
    const pushes = this.#repositories.map((push) => ({
      push,
      rootIsNext: Promise.withResolvers<void>(),
    }));
    const checking = Promise.all(pushes.map(({ rootIsNext }) => rootIsNext.promise)).then(
      async (): Promise<TagChecks> => {
        const checkedAt = performance.now();
        return { checkedAt, checks: failures.length > 0 ? [] : await this.#checkTags(signal) };
      },
    );
    // Awaited after the content is pushed.
    checking.catch(() => {});
    await Promise.all(
      pushes.map(async ({ push, rootIsNext }) => {
        try {
          await this.#pushRepository(push, rootIsNext.resolve);
        } catch (error) {
          failures.push(error);
        } finally {
          rootIsNext.resolve();
        }
      }),
    );
    await Promise.allSettled([checking]);
    signal.throwIfAborted();
    if (failures.length > 0) {
      throw failures[0];
    }
    return await checking;
  }

  async #pushRepository(push: RepositoryPush, onRoot: () => void): Promise<void> {
    const { signal } = this.#execution;
    const { repository } = push.plan;
    try {
      await pushContent(push, { onRoot }, signal);
      this.#outcomes.set(repository, { repository, content: "complete" });
    } catch (error) {
      const failure = toFailure(signal.aborted ? signal.reason : error);
      this.#outcomes.set(repository, { repository, content: "incomplete", failure });
      throw error;
    }
  }

  async #checkTags(signal: AbortSignal): Promise<readonly TagCheck[]> {
    return await allOrAbort(this.#moves, signal, ({ store, move }, until) =>
      this.#tags.settleOnFailure({ store, move }, () => checkTag(store, move, until)),
    );
  }

  /** @param recentCheck returns the check of a moment ago, if there is one */
  async #moveTag(
    { store, move }: StoredMove,
    recentCheck: () => TagCheck | undefined,
  ): Promise<void> {
    const { log, signal } = this.#execution;
    signal.throwIfAborted();
    const step = { id: move.name, phase: "tags", bytes: 0 } as const;
    this.#report({ ...step, state: "running" });
    const pushed = await this.#contents.get(store.repository, move.after, signal);
    const content = move.entry === undefined ? pushed : { ...pushed, entry: move.entry };
    const { tagRetries: retries, tagConfirmations } = this.#delays;
    await log.recordSending(move.name);
    const kind = await this.#tags.settleOnFailure({ store, move }, async (onState) => {
      const check = recentCheck() ?? (await checkTag(store, move, signal));
      if (check.kind === "same") {
        return "same";
      }
      const { condition } = check;
      await moveTag({ store, move, content, condition, retries, onState }, signal);
      await confirmTag({ store, move }, tagConfirmations, signal);
      return "moved";
    });
    await this.#tags.record({ kind, move });
    this.#report({ ...step, state: "done" });
  }

  #report(event: PushEvent): void {
    this.#execution.report(event);
    if (event.state === "done" && event.phase !== "tags") {
      this.#execution.log.recordStep(event.id, this.#totals);
    }
  }
}
