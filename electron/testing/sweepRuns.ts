/** Attempts of a run: now and then, concurrent requests make a push one request shorter. */
const maxAttempts = 3;

/** The result of one run of a sweep. */
export interface SweepRun {
  /** The fault or the kill of the run. */
  readonly name: string;
  /** How it ended, in a few words. */
  readonly ending: string;
  /** Whether the fault was applied or the process killed. */
  readonly isMet: boolean;
  readonly problems: readonly string[];
}

/** The results of all runs of a sweep. */
export interface SweepResults {
  readonly planned: number;
  /** The number of runs by their ending. */
  readonly endings: ReadonlyMap<string, number>;
  /** Runs that never made the request or write of their fault or kill. */
  readonly unmet: readonly string[];
  /** Everything that was wrong, with the run. */
  readonly problems: readonly string[];
}

/** Repeats a run until its fault is applied, a few times at most. @returns the last run, with the problems of all */
export async function runUntilMet(run: () => Promise<SweepRun>): Promise<SweepRun> {
  let last = await run();
  for (let attempt = 1; !last.isMet && attempt < maxAttempts; attempt += 1) {
    const { problems } = last;
    const next = await run();
    last = { ...next, problems: [...problems, ...next.problems] };
  }
  return last;
}

/** Summarizes the runs of a sweep. */
export function summarizeRuns(runs: readonly SweepRun[]): SweepResults {
  const endings = new Map<string, number>();
  for (const { ending } of runs) {
    endings.set(ending, (endings.get(ending) ?? 0) + 1);
  }
  return {
    planned: runs.length,
    endings,
    unmet: runs.flatMap(({ name, isMet }) => (isMet ? [] : [name])),
    problems: runs.flatMap(({ problems }) => problems),
  };
}
