import { prepare } from "../setup/prepare.ts";
import { runTool } from "../setup/command.ts";

/** Run the app from its sources, updated as they are saved. */
export async function run(args: readonly string[]): Promise<number> {
  const setup = await prepare("app");
  try {
    const { code } = await runTool(
      { packageName: "electron-vite", binName: "electron-vite" },
      ["dev", "--config=build/electron.vite.config.ts", ...args, "--", ...setup.electronArgs],
      { env: setup.env },
    );
    return code;
  } finally {
    await setup.close();
  }
}
