import pLimit from "p-limit";
import type { Deletion } from "../../../shared/deletion.ts";
import { runUntilMet, summarizeRuns, type SweepResults, type SweepRun } from "../sweepRuns.ts";
import { isWhole } from "../sweepSample.ts";
import { bundleWorker, type WorkerBundle } from "./bundleWorker.ts";
import { journalSecrets } from "./checkTarget.ts";
import { type KillAtRequest, openSetup, type Route, type Setup } from "./crashSetup.ts";
import type { KillAtWrite } from "./killAtWrite.ts";
import { openEngine } from "./pushDraft.ts";
import { restoreDeleted } from "./restoreDeleted.ts";
import { resumeAndRestore } from "./resumeAndRestore.ts";
import { seedDeletion } from "./deletedTags.ts";
import type { WorkerResult } from "./worker.ts";
import type { WorkerTask } from "./workerMain.ts";

/** Concurrent processes. */
const maxProcesses = 2;

/** What the runs of a sweep have in common. */
interface Scenario {
  readonly route: Route;
  readonly bundle: WorkerBundle;
  /** Prepares a setup. @returns the task of the process to kill */
  readonly prepare: (setup: Setup) => Promise<Omit<WorkerTask, "places" | "kill">>;
  /**
   * Starts again after a crash, and checks what was left.
   * @param complete the outcome of a run that was not killed
   */
  readonly resume: (setup: Setup, complete: WorkerResult["outcome"]) => Promise<AfterCrash>;
}

/** The state that a crash left, and the result of continuing. */
export interface AfterCrash {
  /** In a few words: `interrupted with 1 tags moved`. */
  readonly ending: string;
  /** Everything that was wrong. */
  readonly problems: readonly string[];
}

/** When the process is killed. */
type Kill =
  | { readonly kind: "request"; readonly at: KillAtRequest }
  | { readonly kind: "write"; readonly at: KillAtWrite };

/** The results of all runs; they end with the state found after the crash: `interrupted with 1 tags moved`. */
export interface CrashSweep extends SweepResults {
  /** Requests and writes to the journal of a run that is not killed. */
  readonly requests: number;
  readonly writes: number;
}

/** Pushes once; then once for each request and each write of that push, killed there and resumed. */
export async function sweepPushes(route: Route): Promise<CrashSweep> {
  await using bundle = await bundleWorker();
  return await sweep({ route, bundle, prepare: async () => ({}), resume: resumePushed });
}

/** Deletes two tags; then once for each request and each write of that deletion, killed there and restored. */
export async function sweepDeletions(by: Deletion["by"]): Promise<CrashSweep> {
  await using bundle = await bundleWorker();
  return await sweep({
    route: "within",
    bundle,
    prepare: async (setup) => {
      seedDeletion(setup);
      return { deletion: by };
    },
    resume: (setup) => restoreDeleted(setup, by),
  });
}

const resumePushed: Scenario["resume"] = async (setup, complete) =>
  await resumeAndRestore(setup, "root" in complete ? complete.root.digest : "");

/** Does the same for resuming a push that was killed after one of its tags moved: a third process resumes again. */
export async function sweepResumes(route: Route): Promise<CrashSweep> {
  await using bundle = await bundleWorker();
  const push = { route, bundle, prepare: async () => ({}), resume: resumePushed };
  const { writes } = await runWithoutKill(push);
  // The last writes: the outcome of the first tag, two records of the second, and the end.
  const kill = { nth: writes - 3, moment: "torn" } as const;
  const prepare: Scenario["prepare"] = async (setup) => {
    if ((await setup.runWorker({ kill })) !== "killed") {
      throw new Error("the push was not killed");
    }
    const { journal } = openEngine(setup.places);
    const [entry] = (await journal.list()).entries;
    if (entry?.tags.map(({ state }) => state).join() !== "sent,planned") {
      throw new Error(`the push was killed elsewhere: ${JSON.stringify(entry)}`);
    }
    return { resume: entry.id };
  };
  return await sweep({ ...push, prepare });
}

async function sweep(scenario: Scenario): Promise<CrashSweep> {
  const { outcome, source, target, writes } = await runWithoutKill(scenario);
  const kills = [
    ...killsToTry(requestKills("source", source), 9),
    ...killsToTry(requestKills("target", target), 9),
    ...killsToTry(writeKills(writes), 3),
  ];
  const runs = await pLimit(maxProcesses).map(kills, (kill) =>
    runUntilMet(() => runWithKill(scenario, { kill, complete: outcome })),
  );
  return { requests: source + target, writes, ...summarizeRuns(runs) };
}

interface CompleteRun {
  readonly outcome: WorkerResult["outcome"];
  /** Requests to the source. */
  readonly source: number;
  /** Requests to the target; 0 if it is the source's registry. */
  readonly target: number;
  readonly writes: number;
}

async function runWithoutKill({
  route,
  bundle,
  prepare,
}: Omit<Scenario, "resume">): Promise<CompleteRun> {
  const setup = await openSetup(route, bundle);
  try {
    const task = await prepare(setup);
    const { source, target } = setup;
    const before = { source: source.requests.length, target: target.requests.length };
    const { outcome, writes } = completed(await setup.runWorker(task));
    return {
      outcome,
      source: source.requests.length - before.source,
      target: target === source ? 0 : target.requests.length - before.target,
      writes,
    };
  } finally {
    await setup.close();
  }
}

function completed(result: WorkerResult | "killed"): WorkerResult {
  if (result === "killed" || result.outcome.failure) {
    throw new Error(JSON.stringify(result));
  }
  return result;
}

/** All kills, or a sample: one in `stride`, which is odd, so that the two moments of a step take turns. */
function killsToTry(kills: readonly Kill[], stride: number): readonly Kill[] {
  return isWhole ? kills : kills.filter((_, position) => position % stride === 0);
}

function requestKills(server: KillAtRequest["server"], count: number): Kill[] {
  return numbersTo(count).flatMap((nth) =>
    (["arrived", "executed"] as const).map((moment) => ({
      kind: "request",
      at: { server, nth, moment },
    })),
  );
}

function writeKills(count: number): Kill[] {
  const kills = numbersTo(count).flatMap((nth) =>
    (["torn", "after"] as const).map((moment) => ({ nth, moment })),
  );
  // Before any other write is after the previous one.
  const first = { nth: 1, moment: "before" } as const;
  return [first, ...kills].map((at) => ({ kind: "write", at }));
}

function numbersTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, position) => position + 1);
}

interface Run {
  readonly kill: Kill;
  /** The outcome of a run that was not killed. */
  readonly complete: WorkerResult["outcome"];
}

async function runWithKill(
  { route, bundle, prepare, resume }: Scenario,
  { kill, complete }: Run,
): Promise<SweepRun> {
  const setup = await openSetup(route, bundle);
  try {
    const task = await prepare(setup);
    const result =
      kill.kind === "request"
        ? await setup.runWorker(task, kill.at)
        : await setup.runWorker({ ...task, kill: kill.at });
    const { ending, problems } = await resume(setup, complete);
    const all = [...problems, ...(await journalSecrets(setup))];
    const name = JSON.stringify(kill);
    return {
      name,
      ending,
      isMet: result === "killed",
      problems: all.map((problem) => `${name}: ${problem}`),
    };
  } finally {
    await setup.close();
  }
}
