import pLimit from "p-limit";
import { vi } from "vitest";
import { runUntilMet, summarizeRuns, type SweepResults, type SweepRun } from "../sweepRuns.ts";
import { faultsToTry } from "../sweepSample.ts";
import { expectedOf, problemsOf } from "./checkPush.ts";
import { type FaultReport, old, openSetup, push, type Route, type Setup } from "./faultSetup.ts";
import { faultsAt, type PlannedFault, type Step, stepsOf } from "./faultSteps.ts";

/** Concurrent runs: many wait for a timeout. */
const maxRuns = 16;

/** The results of all runs. */
export interface FaultSweep extends SweepResults {
  /** Requests of a run without faults. */
  readonly steps: number;
}

/** What is done, and how it is checked. */
export interface FaultScenario<R extends FaultReport> {
  readonly open: () => Promise<Setup>;
  readonly run: (setup: Setup, signal: AbortSignal) => Promise<R>;
  /**
   * Learns from a run without faults.
   * @returns a function that returns everything that is wrong after a run with a fault
   */
  readonly learn: (
    setup: Setup,
    report: R,
  ) => (setup: Setup, report: R) => readonly string[] | Promise<readonly string[]>;
}

/** Pushes once without faults, then once for each planned fault at each request of that push. */
export async function sweepFaults(route: Route): Promise<FaultSweep> {
  return await sweepScenario({
    open: () => openSetup(route),
    run: push,
    learn: (complete, { outcome }) => {
      const expected = expectedOf(complete, outcome?.root.digest ?? "");
      const before = route === "across" ? old.digest : undefined;
      return (setup, reported) => problemsOf(setup, { reported, before, expected });
    },
  });
}

/** Runs a scenario without faults, then once for each planned fault at each request of that run. */
export async function sweepScenario<R extends FaultReport>(
  scenario: FaultScenario<R>,
): Promise<FaultSweep> {
  // Caches expire by time: on a slow machine, a run would make more requests.
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
  try {
    const { steps, check } = await runWithoutFaults(scenario);
    const runs = steps.flatMap((step, position) => {
      const { length } = faultsAt(step, { elsewhere: { url: "" } });
      return faultsToTry(position, length).map((fault) => ({ step, fault, check }));
    });
    const results = await pLimit(maxRuns).map(runs, (run) =>
      runUntilMet(() => runWithFault(scenario, run)),
    );
    return { steps: steps.length, ...summarizeRuns(results) };
  } finally {
    vi.useRealTimers();
  }
}

async function runWithoutFaults<R extends FaultReport>({
  open,
  run,
  learn,
}: FaultScenario<R>): Promise<{
  readonly steps: readonly Step[];
  readonly check: ReturnType<typeof learn>;
}> {
  const setup = await open();
  try {
    const report = await run(setup, new AbortController().signal);
    if (report.failures.length > 0) {
      throw new Error(JSON.stringify(report.failures));
    }
    return { steps: stepsOf(setup), check: learn(setup, report) };
  } finally {
    await setup.close();
  }
}

interface Run<R extends FaultReport> {
  readonly step: Step;
  /** The position of the fault among those of the step. */
  readonly fault: number;
  readonly check: ReturnType<FaultScenario<R>["learn"]>;
}

async function runWithFault<R extends FaultReport>(
  { open, run }: FaultScenario<R>,
  { step, fault, check }: Run<R>,
): Promise<SweepRun> {
  const { server, match } = step;
  const setup = await open();
  try {
    const planned = faultsAt(step, setup)[fault];
    if (!planned) {
      throw new Error("no such fault");
    }
    const { signal, isMet } = addFault(setup, step, planned);
    const report = await run(setup, signal);
    const name = `${server} ${match.method} ${match.path?.source} #${match.nth}: ${planned.name}`;
    const wasMet = isMet();
    const problems = await check(setup, report);
    return {
      name,
      ending: report.failures[0]?.code ?? "right",
      isMet: wasMet,
      problems: problems.map(
        (problem) => `${name}: ${problem} (${JSON.stringify(report.failures)})`,
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
