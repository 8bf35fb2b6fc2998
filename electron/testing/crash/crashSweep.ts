import pLimit from "p-limit";
import type { WriteDeath } from "./killAtWrite.ts";
import { isWhole } from "../sweepSample.ts";
import { secretsKept, standing } from "./checkTarget.ts";
import type { Order } from "./workerMain.ts";
import { restart } from "./resumeAndRestore.ts";
import { openSetup, type RequestDeath, type Setup, type Route } from "./crashSetup.ts";
import { openEngine } from "./pushDraft.ts";
import type { WorkDone } from "./worker.ts";

/** Processes at once. */
const atOnce = 2;

/** What is to be done, from where it begins: a push, or going on with one that broke off. */
type Beginning = (setup: Setup) => Promise<Omit<Order, "place" | "death">>;

/** At what a process is killed. */
type Death =
  | { readonly kind: "request"; readonly request: RequestDeath }
  | { readonly kind: "write"; readonly write: WriteDeath };

/** What became of all runs. */
export interface CrashSweep {
  /** Requests and writes to the journal of a run that comes to its end. */
  readonly requests: number;
  readonly writes: number;
  readonly planned: number;
  readonly made: number;
  /** How many runs found the push each way after the start: `interrupted with 1 tag moved`. */
  readonly found: ReadonlyMap<string, number>;
  /** Runs that came to their end, as they never made what they were to be killed at. */
  readonly unmet: number;
  /** What was wrong, each with the run that it happened in. */
  readonly problems: readonly string[];
}

/** Push once; then once for each request and each write of that, killed there, and start again. */
export async function sweepPushes(route: Route): Promise<CrashSweep> {
  return await sweep(route, async () => ({}));
}

/**
 * The same for going on with a push that was killed when one of its tags had moved: it is killed as well, and
 * a third process starts.
 */
export async function sweepResumes(route: Route): Promise<CrashSweep> {
  const { writes } = await learn(route, async () => ({}));
  // What follows the first tag's move: how it went, and two records of the other, and the end.
  const death = { nth: writes - 3, moment: "torn" } as const;
  return await sweep(route, async (setup) => {
    if ((await setup.work({ death })) !== "killed") throw new Error("the push was not broken off");
    const { journal } = openEngine(setup.place);
    const [entry] = (await journal.list()).entries;
    if (entry?.tags.map(({ state }) => state).join() !== "sent,planned")
      throw new Error(`the push broke off elsewhere: ${JSON.stringify(entry)}`);
    return { resume: entry.id };
  });
}

async function sweep(route: Route, begin: Beginning): Promise<CrashSweep> {
  const { root, source, target, writes } = await learn(route, begin);
  const deaths = [
    ...toTry(requestDeaths("source", source)),
    ...toTry(requestDeaths("target", target)),
    ...toTry(writeDeaths(writes)),
  ];
  const runs = await pLimit(atOnce).map(deaths, (death) => run(route, begin, death, root));
  const found = new Map<string, number>();
  for (const { ending } of runs) found.set(ending, (found.get(ending) ?? 0) + 1);
  return {
    requests: source + target,
    writes,
    planned: deaths.length,
    made: runs.length,
    found,
    unmet: runs.filter(({ met }) => !met).length,
    problems: runs.flatMap(({ problems }) => problems),
  };
}

interface Learned {
  readonly root: string;
  /** Requests at each; at the target none that are counted as the source's already. */
  readonly source: number;
  readonly target: number;
  readonly writes: number;
}

async function learn(route: Route, begin: Beginning): Promise<Learned> {
  const setup = await openSetup(route);
  try {
    const order = await begin(setup);
    const { source, target } = setup;
    const [atSource, atTarget] = [source.requests.length, target.requests.length];
    const { outcome, writes } = ended(await setup.work(order));
    return {
      root: outcome.root.digest,
      source: source.requests.length - atSource,
      target: target === source ? 0 : target.requests.length - atTarget,
      writes,
    };
  } finally {
    await setup.close();
  }
}

function ended(done: WorkDone | "killed"): WorkDone {
  if (done === "killed" || done.outcome.failure) throw new Error(JSON.stringify(done));
  return done;
}

/** All, or one of the two moments of each step, in turn. */
function toTry(deaths: readonly Death[]): readonly Death[] {
  return isWhole ? deaths : deaths.filter((_, at) => at % 4 === 0 || at % 4 === 3);
}

function requestDeaths(at: RequestDeath["at"], count: number): Death[] {
  return Array.from({ length: count }, (_, before) => before + 1).flatMap((nth) =>
    (["arrived", "done"] as const).map((moment) => ({
      kind: "request",
      request: { at, nth, moment },
    })),
  );
}

function writeDeaths(count: number): Death[] {
  const all = Array.from({ length: count }, (_, before) => before + 1).flatMap((nth) =>
    (["torn", "after"] as const).map((moment) => ({ nth, moment })),
  );
  // Before each of the others is after the one before it.
  const first = { nth: 1, moment: "before" } as const;
  return [first, ...all].map((write) => ({ kind: "write", write }));
}

interface Ended {
  readonly ending: string;
  readonly met: boolean;
  readonly problems: readonly string[];
}

async function run(route: Route, begin: Beginning, death: Death, root: string): Promise<Ended> {
  const setup = await openSetup(route);
  try {
    const order = await begin(setup);
    const end =
      death.kind === "request"
        ? await setup.work(order, death.request)
        : await setup.work({ ...order, death: death.write });
    const killed = standing(setup, root);
    const { found, moved, problems } = await restart(setup, root);
    const all = [...killed, ...problems, ...(await secretsKept(setup))];
    return {
      ending: `${found} with ${moved} tags moved`,
      met: end === "killed",
      problems: all.map((problem) => `${JSON.stringify(death)}: ${problem}`),
    };
  } finally {
    await setup.close();
  }
}
