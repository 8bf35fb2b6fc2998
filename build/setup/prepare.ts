import { prepareClients } from "./clients.ts";
import { runCommand } from "./command.ts";
import { type Display, lacksDisplay, startDisplay } from "./display.ts";
import {
  electronPackages,
  findMissingLibraries,
  installPackages,
  isInstalled,
  testLibrary,
  testPackages,
} from "./packages.ts";
import { findRuntime, type Runtime } from "./runtime.ts";

export interface Setup {
  readonly runtime: Runtime;
  /** Environment for programs that start Electron. */
  readonly env: Readonly<Record<string, string>>;
  /** Arguments that Electron needs on this system. */
  readonly electronArgs: readonly string[];
  readonly close: () => Promise<void>;
}

/** Prepare this system to run the app or its tests; `close` stops what was started. */
export async function prepare(purpose: "app" | "tests"): Promise<Setup> {
  const runtime = await findRuntime();
  let display: Display | undefined;
  if (process.platform === "linux") {
    await preparePackages(runtime, purpose);
    if (lacksDisplay()) {
      display = await startDisplay();
      console.log(
        `Display: none found; Xvfb ${display.env.DISPLAY} is used, whose windows cannot be seen.`,
      );
    }
  }
  return {
    runtime,
    env: {
      ELECTRON_OVERRIDE_DIST_PATH: runtime.folder,
      ELECTRON_EXEC_PATH: runtime.executable,
      ...display?.env,
    },
    electronArgs: [
      // Chromium's sandbox does not work for root.
      ...(process.platform === "linux" && process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      // Without a screen there is no graphics card and no message bus: skip the warnings.
      ...(display === undefined ? [] : ["--disable-gpu", "--log-level=3"]),
    ],
    close: async () => display?.stop(),
  };
}

async function preparePackages(runtime: Runtime, purpose: "app" | "tests"): Promise<void> {
  const missing = await findMissingLibraries(runtime.executable);
  const needed = [
    ...(missing.length > 0 ? electronPackages : []),
    ...(lacksDisplay() && !isInstalled("Xvfb") ? ["xvfb"] : []),
  ];
  const reason = missing.length > 0 ? `for ${missing.join(" ")}` : "for a window without a screen";
  if (!(await installPackages(needed, reason))) {
    throw new Error("Electron cannot run here without these.");
  }
  // Tests name missing ones.
  if (purpose === "tests") {
    await installPackages(await findMissingTestPackages(), "for the tests");
    await prepareClients();
  }
}

async function findMissingTestPackages(): Promise<readonly string[]> {
  const programs = Object.entries(testPackages).filter(([, program]) => !isInstalled(program));
  const preload = { env: { LC_ALL: "C", LD_PRELOAD: testLibrary.file } };
  // The loader prints a warning for a missing library.
  const { output } = await runCommand("true", [], preload);
  return [
    ...programs.map(([name]) => name),
    ...(output.includes(testLibrary.file) ? [testLibrary.name] : []),
  ];
}
