import type {
  Plan,
  PushOutcome,
  RepositoryOutcome,
  TagMove,
  TagOutcome,
} from "../../../shared/plan.ts";
import type { StepProgress } from "../../../shared/progress.ts";
import { toFailure } from "../errors.ts";
import type { Store } from "../stores/store.ts";
import type { Stores } from "../stores/openStores.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { ContentInFlight } from "./contentInFlight.ts";
import { type ContentPush, pushContent, type PushTotals } from "./pushContent.ts";
import { settleTag } from "./settleTag.ts";
import { confirmTag, type PutState, type TagCheck, checkTag, moveTag } from "./tagMove.ts";
import { savePreviousContent } from "./previousContent.ts";
import { PlannedContents } from "../plan/plannedContents.ts";
import { checkExistingContent } from "../plan/existingContent.ts";
import type { PushLog } from "./pushLog.ts";

/** What a push reports while it runs. */
export interface PushEvent extends StepProgress {
  readonly phase: "content" | "root" | "tags";
}

/** What executing a plan takes. */
export interface Execution {
  readonly plan: Plan;
  readonly stores: Stores;
  readonly log: PushLog;
  readonly signal: AbortSignal;
  /** Told of every step as it runs. */
  readonly report: (event: PushEvent) => void;
}

/** A tag to move, and where it is. */
interface PlacedMove {
  readonly store: Store;
  readonly move: TagMove;
}

/**
 * Do what a plan names and nothing else: blobs, then manifests after their children and their subject, and
 * when all of that is in every repository, the tags. At any moment, whatever a tag names is complete.
 *
 * A repository that fails does not keep the others from getting their content, but no tag moves then: either
 * all targets can be tagged or none is. Never rejects for what happens on the way: the outcome tells of each
 * repository and tag what became of it, and why it ended early if it did.
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
    // What was done is done; that it could not be written down must be said all the same.
    return { ...outcome, failure: outcome.failure ?? toFailure(error) };
  }
  return outcome;
}

class Push {
  readonly #execution: Execution;
  readonly #parts: readonly ContentPush[];
  readonly #moves: readonly PlacedMove[];
  readonly #tags: Map<TagMove, TagOutcome>;
  readonly #contents: PlannedContents;
  readonly #states = new Map<string, RepositoryOutcome>();
  readonly #sums: PushTotals = { copiedBytes: 0, mountedBlobs: 0 };

  constructor(execution: Execution) {
    this.#execution = execution;
    const { plan, stores } = execution;
    this.#contents = new PlannedContents(plan, stores);
    const inFlight = new ContentInFlight(plan);
    this.#parts = plan.repositories.map((part) => ({
      store: stores.openRepository(part.repository),
      plan: part,
      stores,
      contents: this.#contents,
      inFlight,
      sums: this.#sums,
    }));
    this.#moves = this.#parts.flatMap(({ store, plan: { tags } }) =>
      tags.map((move) => ({ store, move })),
    );
    this.#tags = new Map(this.#moves.map(({ move }) => [move, { kind: "untouched", move }]));
  }

  async run(): Promise<void> {
    const { plan, log, signal } = this.#execution;
    // Before anything is copied for nothing; a plan made just now has looked.
    if (Date.now() - Date.parse(plan.madeAt) > fresh) await this.#recheck();
    const stop = new AbortController();
    const held = savePreviousContent(this.#moves, log, AbortSignal.any([signal, stop.signal]));
    // Its failure counts once the content is done, which must not end in an unhandled one.
    held.catch(() => {});
    let first: TagCheck | undefined;
    let lookedAt = 0;
    try {
      [first] = await this.#bringContents(() => (lookedAt = performance.now()));
    } catch (error) {
      // Nothing goes on behind the back of an error.
      stop.abort();
      await Promise.allSettled([held]);
      throw error;
    }
    await held;
    // One after the other: when a tag is refused, the rest stay as they are.
    for (const at of this.#moves) {
      await this.#move(at, () => (performance.now() - lookedAt < momentary ? first : undefined));
      first = undefined;
    }
  }

  outcome(error: unknown): PushOutcome {
    const { plan, log } = this.#execution;
    const { mediaType, digest, size } = plan.root;
    return {
      root: { mediaType, digest, size },
      repositories: plan.repositories.map(
        ({ repository }) => this.#states.get(repository) ?? { repository, content: "untouched" },
      ),
      tags: [...this.#tags.values()],
      ...this.#sums,
      journalId: log.id,
      ...(error === undefined ? {} : { failure: toFailure(error) }),
    };
  }

  /**
   * Bring the content to all repositories, and look at the tags while the last of it, the roots, is put. The
   * first failure is thrown when all have ended.
   */
  async #bringContents(onLook: () => void): Promise<readonly TagCheck[]> {
    const { signal } = this.#execution;
    const failures: unknown[] = [];
    const below = Promise.withResolvers<void>();
    const underWay = new Set(this.#parts);
    const looks = below.promise.then(() => {
      onLook();
      return failures.length === 0 ? this.#lookAtTags(signal) : [];
    });
    // Its failure counts after those of the content, and must not end in an unhandled one.
    looks.catch(() => {});
    await Promise.all(
      this.#parts.map(async (part) => {
        const { repository } = part.plan;
        const report = (event: PushEvent): void => this.#report(event);
        const onRoot = (): void => {
          underWay.delete(part);
          if (underWay.size === 0) below.resolve();
        };
        try {
          await pushContent(part, signal, report, onRoot);
          this.#states.set(repository, { repository, content: "complete" });
        } catch (error) {
          failures.push(error);
          const failure = toFailure(signal.aborted ? signal.reason : error);
          this.#states.set(repository, { repository, content: "incomplete", failure });
        } finally {
          onRoot();
        }
      }),
    );
    const ended = await Promise.allSettled([looks]);
    signal.throwIfAborted();
    if (failures.length > 0) throw failures[0];
    if (ended[0].status === "rejected") throw ended[0].reason;
    return ended[0].value;
  }

  async #recheck(): Promise<void> {
    const { signal } = this.#execution;
    await this.#lookAtTags(signal);
    await allOrAbort(this.#parts, signal, ({ plan, store }, until) =>
      checkExistingContent(plan, store, until),
    );
  }

  #report(event: PushEvent): void {
    this.#execution.report(event);
    if (event.state === "done" && event.phase !== "tags") this.#execution.log.recordStep(event.id);
  }

  async #lookAtTags(signal: AbortSignal): Promise<readonly TagCheck[]> {
    return await allOrAbort(this.#moves, signal, (at, until) =>
      this.#attend(at, () => checkTag(at.store, at.move, until)),
    );
  }

  /** @param looked what was seen right before, if it was */
  async #move(at: PlacedMove, looked: () => TagCheck | undefined): Promise<void> {
    const { log, signal } = this.#execution;
    const { store, move } = at;
    signal.throwIfAborted();
    const step = { id: move.name, phase: "tags", bytes: 0 } as const;
    this.#report({ ...step, state: "running" });
    const content = await this.#contents.get(store.repository, move.after, signal);
    await log.recordSending(move.name);
    await this.#attend(at, async (onState) => {
      const look = looked() ?? (await checkTag(store, move, signal));
      if (look.kind === "movable") {
        const named = move.entry === undefined ? content : { ...content, entry: move.entry };
        await moveTag(store, move, named, look.condition, signal, onState);
        await confirmTag(store, move, signal);
      }
      this.#tags.set(move, { kind: look.kind === "movable" ? "moved" : "same", move });
    });
    await this.#settle(move);
    this.#report({ ...step, state: "done" });
  }

  /**
   * Whatever goes wrong with a tag, what it holds now is found out: the request may have arrived though its
   * answer did not.
   * @param work tells how far it has come
   */
  async #attend<T>(
    { store, move }: PlacedMove,
    work: (onState: (far: PutState) => void) => Promise<T>,
  ): Promise<T> {
    const way: { far: PutState } = { far: "unsent" };
    try {
      return await work((now) => (way.far = now));
    } catch (error) {
      this.#tags.set(move, await settleTag(store, move, way.far));
      await this.#settle(move).catch(() => {});
      throw error;
    }
  }

  async #settle(move: TagMove): Promise<void> {
    const outcome = this.#tags.get(move);
    if (outcome) await this.#execution.log.recordOutcome(outcome);
  }
}

/** Milliseconds for which a look at a tag is as good as one right before it moves. */
const momentary = 1000;

/** Milliseconds for which a plan's own look at the tags is not repeated. */
const fresh = 10_000;
