import { runCommand } from "../setup/command.ts";
import { prepare } from "../setup/prepare.ts";
import { buildStep, runSteps } from "../steps.ts";

/** Build the app and run it until it is closed or Ctrl-C is pressed. */
export async function run(args: readonly string[]): Promise<number> {
  const setup = await prepare("app");
  try {
    const built = await runSteps([buildStep]);
    if (built !== 0) {
      return built;
    }
    console.log("Manifestry is running; Ctrl-C ends it.");
    const { code } = await runCommand(
      setup.runtime.executable,
      [...setup.electronArgs, ".", ...args],
      { show: true, env: setup.env },
    );
    return code;
  } finally {
    await setup.close();
  }
}
