import { prepare } from "../setup/prepare.ts";
import { buildStep, e2eStep, runSteps, unitStep } from "../steps.ts";

/**
 * Run all faults, crashes and fuzzing, of which `npm test` runs a sample; the journeys through the app; its long tests; and
 * in the dark theme what `npm test` runs in the light one. Arguments name test files of the engine to run instead.
 */
export async function run(args: readonly string[]): Promise<number> {
  const setup = await prepare("tests");
  const whole = [
    "electron/testing/crash",
    "electron/testing/fuzz",
    "electron/testing/sweep",
    "electron/engine/journal/corruptEntry.test.ts",
    // Ten thousand runs of one test take long on a slow or busy machine.
    "--testTimeout=300000",
  ];
  try {
    const steps =
      args.length > 0
        ? [unitStep(args)]
        : [unitStep(whole), buildStep, e2eStep(["--project=sweep", "--project=journeys"])];
    return await runSteps(steps, { ...setup.env, MANIFESTRY_SWEEP: "whole" });
  } finally {
    await setup.close();
  }
}
