import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Plan, PushOutcome } from "../../../shared/plan.ts";
import type { JobProgress } from "../../../shared/progress.ts";
import type { EndedPush } from "../../app/pushNotification.ts";
import type { Question } from "../../app/confirmDialog.ts";
import { startWorkbench } from "../../testing/workbench.ts";
import { openApprovedPaths, type ApprovedPaths } from "../../storage/approvedPaths.ts";
import { cancelJob, cancelOtherJobs, unfinishedJobs } from "../jobs.ts";
import { handlePush } from "./push.ts";
import { perTest } from "../../testing/perTest.ts";

const handlers = vi.hoisted(() => new Map<string, (input: unknown) => Promise<unknown>>());
vi.mock("../handle.ts", () => ({
  handle: (channel: string, handler: (input: unknown) => Promise<unknown>) =>
    handlers.set(channel, handler),
}));
const emitted = vi.hoisted(() => ({ progress: [] as JobProgress[] }));
vi.mock("../emit.ts", () => ({
  emit: (_event: "job:progress", payload: JobProgress) => emitted.progress.push(payload),
}));
const shown = vi.hoisted(() => ({ list: [] as unknown[] }));
vi.mock("../../app/windowProgress.ts", () => ({
  showProgress: ({ jobId }: { readonly jobId: string }) => shown.list.push(["progress", jobId]),
  endProgress: (jobId: string, hasFailed: boolean) => shown.list.push(["end", jobId, hasFailed]),
}));
vi.mock("../../app/pushNotification.ts", () => ({
  notifyPushEnd: ({ name }: EndedPush) => shown.list.push(["notify", name]),
}));
const asked = vi.hoisted(() => ({ questions: [] as Question[], agrees: true }));
vi.mock("../../app/confirmDialog.ts", () => ({
  confirmInDialog: (question: Question) => {
    asked.questions.push(question);
    return Promise.resolve(asked.agrees);
  },
}));

const bench = perTest(startWorkbench);
let folder: string;
let file: string;
let approvedPaths: ApprovedPaths;

beforeEach(async () => {
  asked.questions.length = 0;
  emitted.progress.length = 0;
  shown.list.length = 0;
  asked.agrees = true;
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-places-"));
  file = path.join(folder, "places.json");
  await mkdir(path.join(folder, "own"));
  await open();
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Registers the handlers, as at the start of the app. */
async function open(): Promise<void> {
  approvedPaths = await openApprovedPaths(file, [path.join(folder, "own")]);
  handlePush(bench.engine, approvedPaths);
}

/** Plans a push to targets. */
async function plan(...targets: readonly string[]): Promise<Plan> {
  const draft = bench.draftOf(["R/acme/app:amd64"], targets);
  const { signal } = new AbortController();
  const { id } = await bench.engine.composer.preview(draft, signal);
  return await bench.engine.planner.planPreview(id, signal);
}

/** Pushes a plan, as the window does. The job has the plan's id. */
async function start({ id }: Plan, following = 0): Promise<PushOutcome> {
  return (await handlers.get("push:start")?.({ jobId: id, planId: id, following })) as PushOutcome;
}

async function push(...targets: readonly string[]): Promise<PushOutcome> {
  return await start(await plan(...targets));
}

function at(...names: readonly string[]): string {
  return path.join(folder, ...names);
}

it.each([
  ["a new layout", (): string => `oci-layout://${at("new/images")}:1`],
  ["a new archive", (): string => `oci-archive://${at("new/image.tar")}:1`],
  ["a layout beside one of the app's own", (): string => `oci-layout://${at("own-not")}:1`],
  ["a way out of the app's own", (): string => `oci-layout://${at("own")}/../other:1`],
])(
  "a person is asked before %s is written, and nothing is where they say no",
  async (_what, to) => {
    asked.agrees = false;
    const before = await readdir(folder);
    await expect(push(to())).rejects.toMatchObject({ code: "cancelled" });
    expect(asked.questions).toHaveLength(1);
    expect(await readdir(folder)).toEqual(before);
    asked.agrees = true;
    expect((await push(to())).failure).toBeUndefined();
    expect(asked.questions).toHaveLength(2);
  },
);

it("confirms all paths of a push at once, and no registry", async () => {
  await push("R/acme/app:1", `oci-layout://${at("a")}:1`, `oci-archive://${at("b.tar")}:1`);
  expect(asked.questions).toHaveLength(1);
  expect(asked.questions[0]?.detail).toContain(at("a"));
  expect(asked.questions[0]?.detail).toContain(at("b.tar"));
  await push("R/acme/app:2");
  expect(asked.questions).toHaveLength(1);
});

it("does not confirm an approved path again, even after a restart", async () => {
  await push(`oci-layout://${at("images")}:1`);
  await push(`oci-layout://${at("images")}:2`, `oci-layout://${at("images", "below")}:1`);
  await open();
  await push(`oci-layout://${at("images")}:3`);
  expect(asked.questions).toHaveLength(1);
  await push(`oci-layout://${at("elsewhere")}:1`);
  expect(asked.questions).toHaveLength(2);
});

it("does not confirm paths chosen in a dialog or of the app", async () => {
  await approvedPaths.add([at("chosen.tar")]);
  await push(`oci-archive://${at("chosen.tar")}:1`, `oci-layout://${at("own")}:1`);
  expect(asked.questions).toEqual([]);
});

// Windows lets ordinary users make no links.
it.skipIf(process.platform === "win32")(
  "confirms the path behind a link in an approved folder",
  async () => {
    await mkdir(at("chosen"));
    await mkdir(at("outside"));
    await symlink(at("outside"), at("chosen", "link"));
    await approvedPaths.add([at("chosen")]);
    asked.agrees = false;
    await expect(push(`oci-layout://${at("chosen/link/images")}:1`)).rejects.toMatchObject({
      code: "cancelled",
    });
    expect(await readdir(at("outside"))).toEqual([]);
  },
);

it("approves nothing and keeps the file if the list cannot be read", async () => {
  await push(`oci-layout://${at("images")}:1`);
  const kept = JSON.parse(await readFile(file, "utf8")) as unknown;
  expect(kept).toEqual([at("images")]);
  await writeFile(file, '{"all": true}');
  await open();
  asked.agrees = false;
  await expect(push(`oci-layout://${at("images")}:2`)).rejects.toMatchObject({ code: "cancelled" });
  expect(approvedPaths.problems).toHaveLength(1);
});

it.each([".profile", ".bashrc", ".config/autostart/x.desktop", ".ssh/authorized_keys"])(
  "refuses ~/%s as an archive",
  async (name) => {
    const target = `oci-archive://${path.join(homedir(), name)}:1`;
    await expect(push(target)).rejects.toMatchObject({ code: "input_invalid" });
    expect(asked.questions).toEqual([]);
  },
);

it("names the pushes that run or wait, starts one after the other, and shows each end", async () => {
  const [one, two] = [await plan("R/acme/app:1"), await plan("R/acme/app:2", "R/acme/app:3")];
  const name = `${bench.registry.host}/acme/app`;
  const pushes = [start(one), start(two, 2)];
  expect(unfinishedJobs()).toEqual([
    { jobId: one.id, kind: "compose", targets: `${name}:1`, following: 0 },
    { jobId: two.id, kind: "compose", targets: `${name}:2 and 1 more`, following: 2 },
  ]);
  // The page that would start others is gone.
  cancelOtherJobs();
  expect(unfinishedJobs().map(({ following }) => following)).toEqual([0, 0]);
  await Promise.all(pushes);
  expect(unfinishedJobs()).toEqual([]);
  const first = emitted.progress.findIndex(({ jobId }) => jobId === two.id);
  expect(emitted.progress.slice(first).some(({ jobId }) => jobId === one.id)).toBe(false);
  expect(shown.list.filter((entry) => Array.isArray(entry) && entry[0] !== "progress")).toEqual([
    ["end", one.id, false],
    ["notify", `${name}:1`],
    ["end", two.id, false],
    ["notify", `${name}:2 and 1 more`],
  ]);
});

it("notifies of no push that was cancelled while it ran or waited", async () => {
  const [one, two] = [await plan("R/acme/app:1"), await plan("R/acme/app:2")];
  bench.registry.faults.add({ match: { method: "PUT", path: /manifests/ }, do: { hang: true } });
  const running = start(one);
  const waiting = start(two);
  await vi.waitFor(() => expect(shown.list).toContainEqual(["progress", one.id]));
  cancelJob(two.id);
  await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
  expect(unfinishedJobs()).toHaveLength(1);
  cancelJob(one.id);
  expect((await running).failure?.code).toBe("cancelled");
  const others = shown.list.filter((entry) => Array.isArray(entry) && entry[0] !== "progress");
  expect(others).toEqual([
    ["end", two.id, false],
    ["end", one.id, false],
  ]);
});

it("shows a failure", async () => {
  bench.registry.faults.add({ match: { method: "PUT", path: /manifests/ }, do: { status: 403 } });
  const failed = await plan("R/acme/app:1");
  expect((await start(failed)).failure?.code).toBe("denied");
  expect(shown.list.slice(-2)).toEqual([
    ["end", failed.id, true],
    ["notify", `${bench.registry.host}/acme/app:1`],
  ]);
});
