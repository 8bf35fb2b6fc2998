import { prepare } from "../setup/prepare.ts";
import { runSteps, unitStep } from "../steps.ts";

/** Run all faults, crashes and fuzzing; `npm test` runs a sample of them. */
export async function run(args: readonly string[]): Promise<number> {
  const setup = await prepare("tests");
  const whole = [
    "electron/testing/crash",
    "electron/testing/fuzz",
    "electron/testing/sweep",
    "electron/engine/journal/corruptEntry.test.ts",
  ];
  try {
    const step = unitStep(args.length > 0 ? args : whole);
    return await runSteps([step], { ...setup.env, MANIFESTRY_SWEEP: "whole" });
  } finally {
    await setup.close();
  }
}
