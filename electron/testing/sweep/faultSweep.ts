import pLimit from "p-limit";
import { vi } from "vitest";
import { runUntilMet, summarizeRuns, type SweepResults, type SweepRun } from "../sweepRuns.ts";
import { faultsToTry } from "../sweepSample.ts";
import { type Expected, expectedOf, problemsOf } from "./checkPush.ts";
import {
  openSetup,
  push,
  type Route,
  type Setup,
  targetRepository,
  targetTag,
} from "./faultSetup.ts";
import { faultsAt, type PlannedFault, type Step, stepsOf } from "./faultSteps.ts";

/** Concurrent pushes: many wait for a timeout. */
const maxPushes = 16;

/** The results of all pushes. */
export interface FaultSweep extends SweepResults {
  /** Requests of a push without faults. */
  readonly steps: number;
}

/** Pushes once without faults, then once for each planned fault at each request of that push. */
export async function sweepFaults(route: Route): Promise<FaultSweep> {
  // Caches expire by time: on a slow machine, a push would make more requests.
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
  try {
    return await sweep(route);
  } finally {
    vi.useRealTimers();
  }
}

async function sweep(route: Route): Promise<FaultSweep> {
  const { steps, expected } = await pushWithoutFaults(route);
  const runs = steps.flatMap((step, position) => {
    const { length } = faultsAt(step, { elsewhere: { url: "" } });
    return faultsToTry(position, length).map((fault) => ({ step, fault }));
  });
  const results = await pLimit(maxPushes).map(runs, (run) =>
    runUntilMet(() => pushWithFault(route, run, expected)),
  );
  return { steps: steps.length, ...summarizeRuns(results) };
}

async function pushWithoutFaults(
  route: Route,
): Promise<{ readonly steps: readonly Step[]; readonly expected: Expected }> {
  const setup = await openSetup(route);
  try {
    const { outcome, failures } = await push(setup, new AbortController().signal);
    if (!outcome || failures.length > 0) {
      throw new Error(JSON.stringify(failures));
    }
    return { steps: stepsOf(setup), expected: expectedOf(setup, outcome.root.digest) };
  } finally {
    await setup.close();
  }
}

interface Run {
  readonly step: Step;
  /** The position of the fault among those of the step. */
  readonly fault: number;
}

async function pushWithFault(route: Route, run: Run, expected: Expected): Promise<SweepRun> {
  const { step } = run;
  const { server, match } = step;
  const setup = await openSetup(route);
  try {
    const planned = faultsAt(step, setup)[run.fault];
    if (!planned) {
      throw new Error("no such fault");
    }
    const before = setup.target.repository(targetRepository).tags.get(targetTag);
    const { signal, isMet } = addFault(setup, step, planned);
    const reported = await push(setup, signal);
    const name = `${server} ${match.method} ${match.path?.source} #${match.nth}: ${planned.name}`;
    return {
      name,
      ending: reported.failures[0]?.code ?? "right",
      isMet: isMet(),
      problems: problemsOf(setup, { reported, before, expected }).map(
        (problem) => `${name}: ${problem} (${JSON.stringify(reported.failures)})`,
      ),
    };
  } finally {
    await setup.close();
  }
}

/** @returns a signal that cancels the push at the fault, if that is planned, and whether the fault was applied */
function addFault(
  setup: Setup,
  { server, match }: Step,
  { fault, isCancelled }: PlannedFault,
): { readonly signal: AbortSignal; readonly isMet: () => boolean } {
  const controller = new AbortController();
  const faults = server === "tokens" ? setup.source.tokenFaults : setup[server].faults;
  faults.add({ match, do: fault });
  if (isCancelled && server !== "tokens") {
    const { nth, ...kind } = match;
    void setup[server].waitForRequest(kind, nth).then(() => controller.abort());
  }
  return { signal: controller.signal, isMet: () => faults.applied > 0 };
}
