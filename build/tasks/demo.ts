import { runCommand } from "../setup/command.ts";
import { prepare } from "../setup/prepare.ts";
import { buildStep, runSteps } from "../steps.ts";

/** Build the app and run the demonstration; arguments go to it. */
export async function run(args: readonly string[]): Promise<number> {
  const setup = await prepare("tests");
  try {
    const built = await runSteps([buildStep]);
    if (built !== 0) {
      return built;
    }
    const { code } = await runCommand(process.execPath, ["e2e/demo.ts", ...args], {
      show: true,
      env: setup.env,
    });
    return code;
  } finally {
    await setup.close();
  }
}
