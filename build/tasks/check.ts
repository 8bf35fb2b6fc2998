import { checks, runSteps } from "../steps.ts";

/** Types, lint, format and unused code. */
export function run(): Promise<number> {
  return runSteps(checks);
}
