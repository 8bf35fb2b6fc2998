import { createHash } from "node:crypto";
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
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
}

interface Job {
  /** The jobs before it. */
  readonly needs?: string;
  /** Another workflow, in place of steps. */
  readonly uses?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly container?: { readonly image: string; readonly options: string };
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly concurrency?: { readonly group: string };
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = join(top, ".github/workflows");
const files = readdirSync(folder).map((name) => {
  const text = readFileSync(join(folder, name), "utf8");
  const workflow = parse(text) as Workflow;
  const jobs = Object.entries(workflow.jobs).map(
    ([id, job]) => [id, { ...job, steps: (job as Partial<Job>).steps ?? [] }] as const,
  );
  return { name, text, workflow: { ...workflow, jobs: Object.fromEntries<Job>(jobs) } };
});
/** A call of a workflow of the same commit. */
const ownWorkflow = "./.github/workflows/test.yml";

/** Commands that only a runner has. */
const runnerCommands = new Set([
  "npm ci",
  "sha256sum --check --strict SHA256SUMS",
  "mv dist/*.cdx.json sbom.cdx.json",
  "sudo sysctl -e -w kernel.apparmor_restrict_unprivileged_userns=0",
  'gh release create "$GITHUB_REF_NAME" --draft --verify-tag dist/*',
]);
/** What each job may write; all others only read. */
const writes: Readonly<Record<string, readonly string[]>> = {
  "package.yml attest": ["id-token", "attestations"],
  "package.yml release": ["contents"],
};

describe.each(files)("$name", ({ name, text, workflow }) => {
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps);

  it("pins each action by commit, with its version beside it", () => {
    const used = text.split("\n").filter((line) => / uses: (?!\.\/)/.test(line));
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
      expect(job.uses === ownWorkflow || (job["timeout-minutes"] ?? 0) > 0).toBe(true);
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
    const deb = `manifestry_${packageFile.version}.deb`;
    writeFileSync(join(copy, "dist/linux", deb), "");
    // Of no bytes.
    const digest = createHash("sha256").digest("hex");
    writeFileSync(join(copy, "dist/linux/SHA256SUMS"), `${digest}  ${deb}\n`);
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

it("gives the update key to a job that builds nothing, Apple's to the build for macOS, and stores nothing between releases", () => {
  const secret = /\$\{\{ *secrets\b/g;
  const withSecrets = files.flatMap(({ name, text, workflow }) => {
    const jobs = Object.entries(workflow.jobs);
    const users = jobs.flatMap(([id, { steps }]) =>
      steps.flatMap((step) => {
        const count = JSON.stringify(step).match(secret)?.length ?? 0;
        return count === 0 ? [] : [{ user: [id, step.run, step.if], count }];
      }),
    );
    // And nowhere but in steps.
    expect(text.match(secret)?.length ?? 0).toBe(users.reduce((sum, { count }) => sum + count, 0));
    return users.map(({ user }) => [name, ...user]);
  });
  expect(withSecrets).toEqual([
    ["package.yml", "package", "npm run package -- --all", "${{ runner.os == 'macOS' }}"],
    ["package.yml", "release", "npm run sign", undefined],
  ]);
  const keys = files.find(({ name }) => name === "package.yml")?.workflow.jobs["package"]?.steps;
  expect(JSON.stringify(keys)).not.toContain("UPDATE_SIGNING_KEY");
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
  // On macOS and Windows, in the job that tests the app.
  expect(packaging.map(({ name }) => name)).toEqual(["test.yml test", "test.yml package"]);
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

it("tests the commit before it builds, and attests in a job that builds nothing before the release", () => {
  const jobs = files.find(({ name }) => name === "package.yml")?.workflow.jobs ?? {};
  expect(jobs["test"]?.uses).toBe(ownWorkflow);
  expect(Object.entries(jobs).map(([id, { needs }]) => [id, needs])).toEqual([
    ["test", undefined],
    ["package", "test"],
    ["attest", "package"],
    ["release", "attest"],
  ]);
  const { steps, strategy } = jobs["attest"] ?? { steps: [] };
  expect(strategy).toEqual(jobs["package"]?.strategy);
  // What the packaging job has listed, compared first.
  expect(steps.map(({ uses, run }) => uses?.split("@")[0] ?? run)).toEqual([
    "actions/download-artifact",
    "sha256sum --check --strict SHA256SUMS",
    "mv dist/*.cdx.json sbom.cdx.json",
    "actions/attest",
    "actions/attest",
  ]);
  expect(steps[4]?.with).toMatchObject({ "sbom-path": "sbom.cdx.json" });
  const { group } =
    (files.find(({ name }) => name === "test.yml")?.workflow ?? {}).concurrency ?? {};
  // That of the caller would make it wait for itself.
  expect(group).not.toContain("github.workflow");
});
