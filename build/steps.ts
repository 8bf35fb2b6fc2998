import { rmSync } from "node:fs";
import { join } from "node:path";
import { clientFolders } from "./setup/clients.ts";
import { type CommandResult, runTool } from "./setup/command.ts";
import { top } from "./top.ts";

export interface Step {
  readonly name: string;
  /** The name of a step without which this one cannot run. */
  readonly needs?: string;
  readonly run: (env?: Readonly<Record<string, string>>) => Promise<CommandResult>;
}

const checked = ["shared", "electron", "renderer", "e2e", "build"];

/** Static checks: types, lint, format, unused code. */
export const checks: readonly Step[] = [
  {
    name: "types",
    run: () => runTool({ packageName: "typescript", binName: "tsc" }, ["-b", "--pretty"]),
  },
  {
    name: "lint",
    run: () =>
      runTool({ packageName: "oxlint", binName: "oxlint" }, ["--deny-warnings", ...checked]),
  },
  { name: "format", run: () => runTool({ packageName: "oxfmt", binName: "oxfmt" }, ["--check"]) },
  {
    name: "unused code",
    run: () => runTool({ packageName: "knip", binName: "knip" }, ["-c", "build/knip.json"]),
  },
  {
    name: "code that only tests use",
    run: () =>
      runTool({ packageName: "knip", binName: "knip" }, ["-c", "build/knip.json", "--production"]),
  },
];

export const reports = {
  vitest: join(top, "out/reports/vitest.json"),
  playwright: join(top, "out/reports/playwright.json"),
} as const;

/** Tests under Node and in a simulated page. */
export function unitStep(args: readonly string[] = []): Step {
  return {
    name: "unit tests",
    run: (env = {}) => {
      rmSync(reports.vitest, { force: true });
      return runTool(
        { packageName: "vitest", binName: "vitest" },
        [
          "run",
          "--config=build/vitest.config.ts",
          "--reporter=default",
          "--reporter=json",
          `--outputFile.json=${reports.vitest}`,
          ...args,
        ],
        { env: { ...env, PEERS: clientFolders() } },
      );
    },
  };
}

/** The app's three bundles, and the lists of what is in them. */
export const buildStep: Step = {
  name: "build",
  run: (env = {}) =>
    runTool(
      { packageName: "electron-vite", binName: "electron-vite" },
      ["build", "--config=build/electron.vite.config.ts", "--logLevel=warn"],
      { env },
    ),
};

/** Tests of the running app. */
export function e2eStep(args: readonly string[] = []): Step {
  return {
    name: "tests of the app",
    needs: buildStep.name,
    run: (env = {}) => {
      rmSync(reports.playwright, { force: true });
      return runTool(
        { packageName: "@playwright/test", binName: "playwright" },
        ["test", "--config=build/playwright.config.ts", ...args],
        { env },
      );
    },
  };
}

/**
 * Run steps in order. A step that fails does not keep the later ones from running, except those that need it; an interrupted
 * one does.
 * @returns the exit code of the first step that failed, or 0
 */
export async function runSteps(
  steps: readonly Step[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const failed: Step[] = [];
  let exitCode = 0;
  for (const step of steps) {
    console.log(`\n── ${step.name}`);
    const needed = failed.find(({ name }) => name === step.needs);
    if (needed) {
      console.log(`Skipped: ${needed.name} failed.`);
    }
    const { code, interrupted } = needed ? { code: 1, interrupted: false } : await step.run(env);
    if (interrupted) {
      return code || 1;
    }
    if (code === 0) {
      continue;
    }
    failed.push(step);
    exitCode ||= code;
  }
  if (failed.length > 0 && steps.length > 1) {
    console.log(`\nFailed: ${failed.map(({ name }) => name).join(", ")}`);
  }
  return exitCode;
}
