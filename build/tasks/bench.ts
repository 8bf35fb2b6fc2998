import { clientFolders } from "../setup/clients.ts";
import { runCommand } from "../setup/command.ts";
import { prepare } from "../setup/prepare.ts";

/** Measure the engine against other tools; arguments go to the benchmark. */
export async function run(args: readonly string[]): Promise<number> {
  const setup = await prepare("tests");
  try {
    const { code } = await runCommand(process.execPath, ["e2e/perf/bench.ts", ...args], {
      show: true,
      env: { ...setup.env, PEERS: clientFolders() },
    });
    return code;
  } finally {
    await setup.close();
  }
}
