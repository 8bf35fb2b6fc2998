import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import packageFile from "../package.json" with { type: "json" };
import { runCommand } from "./setup/command.ts";
import { top } from "./top.ts";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly container?: { readonly image: string; readonly options: string };
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = join(top, ".github/workflows");
const files = readdirSync(folder).map((name) => {
  const text = readFileSync(join(folder, name), "utf8");
  return { name, text, workflow: parse(text) as Workflow };
});

/** Commands that only a runner has. */
const runnerCommands = new Set([
  "npm ci",
  "sudo sysctl -e -w kernel.apparmor_restrict_unprivileged_userns=0",
  'gh release create "$GITHUB_REF_NAME" --draft --verify-tag dist/*',
]);
/** What each job may write; all others only read. */
const writes: Readonly<Record<string, readonly string[]>> = {
  "package.yml package": ["id-token", "attestations"],
  "package.yml release": ["contents"],
};

describe.each(files)("$name", ({ name, text, workflow }) => {
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps);

  it("pins each action by commit, with its version beside it", () => {
    const used = text.split("\n").filter((line) => line.includes("uses:"));
    expect(used).toHaveLength(steps.filter(({ uses }) => uses !== undefined).length);
    for (const line of used) {
      expect(line).toMatch(/uses: [\w.-]+(?:\/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  it("reads only, except where a job needs more", () => {
    expect(workflow.permissions).toEqual({ contents: "read" });
    const mayWrite = jobs.some(([id]) => `${name} ${id}` in writes);
    for (const [id, { permissions = {} }] of jobs) {
      const written = Object.keys(permissions).filter((scope) => permissions[scope] !== "read");
      expect(written).toEqual(writes[`${name} ${id}`] ?? []);
    }
    const triggers = Object.keys(workflow.on);
    // A pull request can change what its jobs run.
    expect(triggers.filter((trigger) => mayWrite && trigger !== "push")).toEqual([]);
    expect(triggers).not.toContain("pull_request_target");
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@") === true);
    for (const step of checkouts) {
      expect(step.with).toMatchObject({ "persist-credentials": false });
    }
  });

  it("runs only commands that run here too, each job for a limited time", () => {
    const scripts = new Set(Object.keys(packageFile.scripts));
    const unknown = steps
      .flatMap(({ run }) => run ?? [])
      .filter((run) => !scripts.has(/^npm (?:run )?(\S+)(?: -- --[\w=]+)?$/.exec(run)?.[1] ?? ""))
      .filter((run) => !runnerCommands.has(run));
    expect(unknown).toEqual([]);
    for (const [, job] of jobs) {
      expect(job["timeout-minutes"]).toBeGreaterThan(0);
    }
  });
});

it("runs without installed packages what a job runs before npm ci", async () => {
  const tasks = files
    .flatMap(({ workflow }) => Object.values(workflow.jobs))
    .flatMap(({ steps }) => {
      const runs = steps.flatMap(({ run }) => run ?? []);
      return runs.includes("npm ci") ? runs.slice(0, runs.indexOf("npm ci")) : runs;
    })
    .flatMap((run) => /^npm run (\S+)$/.exec(run)?.[1] ?? []);
  expect(new Set(tasks)).toEqual(new Set(["tag", "gather", "support"]));
  const copy = mkdtempSync(join(tmpdir(), "manifestry-"));
  try {
    for (const name of ["build", "package.json", "CHANGELOG.md"]) {
      cpSync(join(top, name), join(copy, name), { recursive: true });
    }
    mkdirSync(join(copy, "dist/linux"), { recursive: true });
    writeFileSync(join(copy, `dist/linux/manifestry_${packageFile.version}.deb`), "");
    const npm = join(copy, "npm.cjs");
    writeFileSync(npm, `console.log('{"latest": "${packageFile.devDependencies.electron}"}')`);
    for (const task of tasks) {
      const { output } = await runCommand(process.execPath, ["build/run.mjs", task], {
        cwd: copy,
        env: { npm_execpath: npm, GITHUB_REF_NAME: "v0.0.0" },
      });
      expect(output).toMatch(
        /^The tag "v0\.0\.0" is not|^SHA256SUMS has 1 file|gets security fixes/,
      );
    }
  } finally {
    rmSync(copy, { recursive: true });
  }
});

it("gives a secret to one step of the job that builds nothing, and stores nothing between releases", () => {
  const secret = /\$\{\{ *secrets\b/;
  const withSecrets = files.flatMap(({ name, text, workflow }) => {
    const jobs = Object.entries(workflow.jobs);
    const users = jobs.flatMap(([id, { steps }]) =>
      steps.filter((step) => secret.test(JSON.stringify(step))).map(({ run }) => [id, run]),
    );
    // And nowhere but in steps.
    expect(text.split(secret)).toHaveLength(users.length + 1);
    return users.map((user) => [name, ...user]);
  });
  expect(withSecrets).toEqual([["package.yml", "release", "npm run sign"]]);
  const release = files.find(({ name }) => name === "package.yml")?.workflow.jobs ?? {};
  const setUps = Object.values(release)
    .flatMap(({ steps }) => steps)
    .filter(({ uses }) => uses?.startsWith("actions/setup-node@"));
  expect(setUps.map((step) => step.with?.["package-manager-cache"])).toEqual([false, false]);
});

it("tests the packages as root on the Debian that the bare one is installed from", () => {
  const jobs = files.flatMap(({ name, workflow }) =>
    Object.entries(workflow.jobs).map(([id, job]) => ({ name: `${name} ${id}`, ...job })),
  );
  const inContainer = jobs.filter(({ container }) => container !== undefined);
  expect(inContainer.map(({ name }) => name)).toEqual(["test.yml package"]);
  expect(inContainer[0]?.container).toEqual({ image: "debian:12", options: "--privileged" });
  const packaging = jobs.filter(({ steps }) =>
    steps.some(({ run }) => run === "npm run test:package"),
  );
  expect(packaging.map(({ name }) => name)).toEqual(["test.yml package"]);
});

it("tests the app on the oldest Electron that it is built for, and on the newest", async () => {
  const { strategy, steps } = files.find(({ name }) => name === "test.yml")?.workflow.jobs[
    "electron"
  ] ?? {
    steps: [],
  };
  // nodeTarget and chromeTarget of the build are those of Electron 33.
  expect(strategy?.matrix["electron"]).toEqual(["33", "latest"]);
  expect(readFileSync(join(top, "build/electron.vite.config.ts"), "utf8")).toContain(
    "is Electron 33:",
  );
  expect(steps.at(-1)?.env).toEqual({ MANIFESTRY_ELECTRON: "${{ matrix.electron }}" });
  const { output } = await runCommand(process.execPath, ["build/run.mjs", "e2e"], {
    env: { ELECTRON_OVERRIDE_DIST_PATH: "", MANIFESTRY_ELECTRON: "no version" },
  });
  expect(output).toContain("MANIFESTRY_ELECTRON is 33, 33.4.11 or latest, for example");
});

it("runs no text that comes from outside", () => {
  const runs = files.flatMap(({ workflow }) =>
    Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? [])),
  );
  expect(runs.filter((run) => run.includes("${{"))).toEqual([]);
});

it("uses one commit of each action in all workflows", () => {
  const commits = new Map<string, Set<string>>();
  for (const [, action = "", commit = ""] of files.flatMap(({ text }) => [
    ...text.matchAll(/uses: ([^@\s]+)@(.+)$/gm),
  ])) {
    commits.set(action, (commits.get(action) ?? new Set()).add(commit));
  }
  expect([...commits].filter(([, versions]) => versions.size > 1)).toEqual([]);
});

it("attests the installers before they are uploaded", () => {
  const { steps } = files.find(({ name }) => name === "package.yml")?.workflow.jobs["package"] ?? {
    steps: [],
  };
  const at = (action: string): number[] =>
    steps.flatMap(({ uses }, index) => (uses?.startsWith(`${action}@`) === true ? [index] : []));
  const attested = at("actions/attest");
  expect(attested).toHaveLength(2);
  expect(Math.max(...attested)).toBeLessThan(Math.min(...at("actions/upload-artifact")));
  expect(steps[attested[1] ?? 0]?.with).toMatchObject({
    "sbom-path": "out/components/sbom.cdx.json",
  });
});
