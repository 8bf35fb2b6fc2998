import { runSteps, unitStep } from "../steps.ts";

/** The tests that need no Electron; arguments go to vitest. */
export function run(args: readonly string[]): Promise<number> {
  return runSteps([unitStep(args)]);
}
