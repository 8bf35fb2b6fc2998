import pLimit from "p-limit";
import { faultsToTry } from "../sweepSample.ts";
import { type Expected, expectedOf, problemsOf } from "./checkPush.ts";
import {
  openScene,
  push,
  type Scene,
  targetRepository,
  targetTag,
  type Way,
} from "./faultSetup.ts";
import { type Step, stepsOf, type Trouble, troublesAt } from "./faultSteps.ts";

/** Pushes at once: enough to make use of those that wait. */
const atOnce = 8;

/** What became of all runs. */
export interface Sweep {
  readonly steps: number;
  readonly planned: number;
  readonly made: number;
  /** How many runs ended each way: `right`, or the code of the failure. */
  readonly endings: ReadonlyMap<string, number>;
  /** Runs in which the request that was to fail was never made. */
  readonly unmet: number;
  /** What was wrong, each with the run that it happened in. */
  readonly problems: readonly string[];
}

/** Push once without faults; then once for each of its requests and what is tried of all that can go wrong there. */
export async function sweep(way: Way): Promise<Sweep> {
  const { steps, expected } = await learn(way);
  const limit = pLimit(atOnce);
  const plan = steps.flatMap((step, position) => {
    const { length } = troublesAt(step, { elsewhere: { url: "" } });
    return faultsToTry(position, length).map((at) => ({ step, at }));
  });
  const ended = await limit.map(plan, ({ step, at }) => run(way, step, at, expected));
  const endings = new Map<string, number>();
  for (const { ending } of ended) endings.set(ending, (endings.get(ending) ?? 0) + 1);
  return {
    steps: steps.length,
    planned: plan.length,
    made: ended.length,
    endings,
    unmet: ended.filter(({ met }) => !met).length,
    problems: ended.flatMap(({ problems }) => problems),
  };
}

async function learn(way: Way): Promise<{ steps: readonly Step[]; expected: Expected }> {
  const scene = await openScene(way);
  const { outcome, failures } = await push(scene, new AbortController().signal);
  const steps = stepsOf(scene);
  await scene.close();
  if (!outcome || failures.length > 0) throw new Error(JSON.stringify(failures));
  return { steps, expected: expectedOf(scene, outcome.root.digest) };
}

interface Ended {
  readonly ending: string;
  readonly met: boolean;
  readonly problems: readonly string[];
}

/** @param at which of the step's troubles */
async function run(way: Way, step: Step, at: number, expected: Expected): Promise<Ended> {
  const scene = await openScene(way);
  try {
    const trouble = troublesAt(step, scene)[at];
    if (!trouble) throw new Error("no such trouble");
    const before = scene.target.repository(targetRepository).tags.get(targetTag);
    const cancelling = arrange(scene, step, trouble);
    const told = await push(scene, cancelling);
    const { server, match } = step;
    const name = `${server} ${match.method} ${match.path?.source} #${match.nth}: ${trouble.name}`;
    return {
      ending: told.failures[0]?.code ?? "right",
      met: wasMet(scene, step),
      problems: problemsOf(scene, told, before, expected).map(
        (problem) => `${name}: ${problem} (${JSON.stringify(told.failures)})`,
      ),
    };
  } finally {
    await scene.close();
  }
}

/** Have it go wrong. @returns what the person cancels with */
function arrange(scene: Scene, step: Step, { fault, cancel }: Trouble): AbortSignal {
  const controller = new AbortController();
  const { server, match } = step;
  if (server === "tokens") {
    scene.source.tokenFaults.add({ match, do: fault });
    return controller.signal;
  }
  scene[server].faults.add({ match, do: fault });
  const { nth, ...kind } = match;
  if (cancel) void scene[server].arrival(kind, nth).then(() => controller.abort());
  return controller.signal;
}

function wasMet(scene: Scene, { server, match }: Step): boolean {
  if (server === "tokens") return scene.source.tokenRequests.length > 0;
  const made = scene[server].requests.filter(
    ({ method, path }) => method === match.method && path.search(match.path ?? /^/) >= 0,
  );
  return made.length >= match.nth;
}
