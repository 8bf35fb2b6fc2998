import { clientFolders } from "../setup/clients.ts";
import { runCommand } from "../setup/command.ts";
import { prepare } from "../setup/prepare.ts";
import { buildStep, runSteps } from "../steps.ts";

/** Measure the engine against other tools, and the app's window; arguments go to the benchmark. */
export async function run(args: readonly string[]): Promise<number> {
  const setup = await prepare("tests");
  try {
    const built = await runSteps([buildStep], setup.env);
    if (built !== 0) {
      return built;
    }
    const { code } = await runCommand(process.execPath, ["e2e/perf/bench.ts", ...args], {
      show: true,
      env: { ...setup.env, PEERS: clientFolders() },
    });
    return code;
  } finally {
    await setup.close();
  }
}
