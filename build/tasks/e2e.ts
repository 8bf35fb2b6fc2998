import { prepare } from "../setup/prepare.ts";
import { buildStep, e2eStep, runSteps } from "../steps.ts";

/** Build the app and test it as it runs; arguments go to Playwright. */
export async function run(args: readonly string[]): Promise<number> {
  const setup = await prepare("tests");
  try {
    return await runSteps([buildStep, e2eStep(args)], setup.env);
  } finally {
    await setup.close();
  }
}
