import pLimit from "p-limit";
import type { PushOutcome, TagMove, TagOutcome } from "../../../shared/plan.ts";
import type { StepProgress } from "../../../shared/progress.ts";
import { toFailure } from "../failure.ts";
import { together } from "../together.ts";
import { checkTag, moveTag } from "./guard.ts";
import { currentDigest, type Prepared, type PreparedRepository } from "./prepare.ts";

/** What a push reports while it runs. */
export interface PushEvent extends StepProgress {
  readonly phase: "content" | "root" | "tags";
}

/**
 * Do what a plan names and nothing else: blobs, then manifests child before parent, the root by digest, and
 * when all of that is in every repository, the tags. At any moment, whatever a tag names is complete.
 *
 * Never rejects for what happens on the way: the outcome tells of each tag what became of it, and why it
 * ended early if it did.
 *
 * @param report told of every step as it runs
 */
export async function executePlan(
  prepared: Prepared,
  signal: AbortSignal,
  report: (event: PushEvent) => void,
): Promise<PushOutcome> {
  const moves = prepared.repositories.flatMap(({ store, plan }) =>
    plan.tags.map((move) => ({ store, move })),
  );
  const outcomes = new Map<TagMove, TagOutcome>(
    moves.map(({ move }) => [move, { kind: "untouched", move }]),
  );
  const sums = { copiedBytes: 0, mountedBlobs: 0 };
  const outcome = (): PushOutcome => ({
    root: prepared.plan.root,
    tags: [...outcomes.values()],
    ...sums,
  });
  // Whatever goes wrong with a tag, what it holds now is found out: the request may have arrived though its
  // answer did not.
  const attend = async (at: (typeof moves)[number], work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      outcomes.set(at.move, await findOut(at.store, at.move));
      throw error;
    }
  };
  const checkAll = async (): Promise<void> => {
    await together(moves, signal, (at, until) =>
      attend(at, async () => void (await checkTag(at.store, at.move, until))),
    );
  };
  try {
    // Before anything is copied for nothing, and again before the first of the tags moves.
    await checkAll();
    // One failure ends the work in all repositories: no tag could move any more.
    await together(prepared.repositories, signal, (repository, until) =>
      pushContent(repository, sums, until, report),
    );
    await checkAll();
    // One after the other: when a tag is refused, the rest stay as they are.
    for (const at of moves) {
      signal.throwIfAborted();
      const step = { id: at.move.name, phase: "tags", bytes: 0 } as const;
      report({ ...step, state: "running" });
      await attend(at, async () => {
        const moved = await moveTag(at.store, at.move, prepared.root, signal);
        outcomes.set(at.move, { kind: moved ? "moved" : "same", move: at.move });
      });
      report({ ...step, state: "done" });
    }
    return outcome();
  } catch (error) {
    return { ...outcome(), failure: toFailure(signal.aborted ? signal.reason : error) };
  }
}

/** Milliseconds to ask what became of a tag, after everything else was cancelled. */
const lastQuestion = 10_000;

async function findOut(store: PreparedRepository["store"], move: TagMove): Promise<TagOutcome> {
  try {
    const now = await currentDigest(store, move.tag, AbortSignal.timeout(lastQuestion));
    if (now === move.after && now !== move.before) return { kind: "moved", move };
    return { kind: "untouched", move, ...(now === move.before ? {} : { now }) };
  } catch {
    return { kind: "unknown", move };
  }
}

async function pushContent(
  { store, transfers, puts }: PreparedRepository,
  sums: { copiedBytes: number; mountedBlobs: number },
  signal: AbortSignal,
  report: (event: PushEvent) => void,
): Promise<void> {
  const limit = pLimit(store.transfers);
  await together(transfers, signal, ({ descriptor, from, planned }, until) =>
    limit(async () => {
      until.throwIfAborted();
      const step = { id: `${store.repository} ${descriptor.digest}`, phase: "content" } as const;
      let bytes = 0;
      report({ ...step, state: "running", bytes });
      const source = {
        ...(planned.action.kind === "mount" ? { mountFrom: from } : {}),
        open: (opening: AbortSignal, offset: number) => from.openBlob(descriptor, opening, offset),
      };
      const pushed = await store.pushBlob(descriptor, source, until, (count) => {
        bytes += count;
        report({ ...step, state: "running", bytes });
      });
      if (pushed === "mounted") sums.mountedBlobs += 1;
      else sums.copiedBytes += descriptor.size;
      report({ ...step, state: "done", bytes: descriptor.size });
    }),
  );
  // Manifests of one height do not need each other; the next height needs them all.
  for (const height of new Set(puts.map((put) => put.height))) {
    const equals = puts.filter((put) => put.height === height);
    await together(equals, signal, ({ planned, content }, until) =>
      limit(async () => {
        until.throwIfAborted();
        const phase = planned.role === "root" ? "root" : "content";
        const step = { id: `${store.repository} ${planned.digest}`, phase } as const;
        report({ ...step, state: "running", bytes: 0 });
        await store.pushManifest(content, until);
        report({ ...step, state: "done", bytes: planned.size });
      }),
    );
  }
}
