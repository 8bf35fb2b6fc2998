import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { PushOutcome } from "../../../shared/plan.ts";
import type { Question } from "../../app/confirmDialog.ts";
import { startWorkbench } from "../../testing/workbench.ts";
import { openApprovedPaths, type ApprovedPaths } from "../../storage/approvedPaths.ts";
import { handlePush } from "./push.ts";
import { perTest } from "../../testing/perTest.ts";

const handlers = vi.hoisted(() => new Map<string, (input: unknown) => Promise<unknown>>());
vi.mock("../handle.ts", () => ({
  handle: (channel: string, handler: (input: unknown) => Promise<unknown>) =>
    handlers.set(channel, handler),
}));
vi.mock("../emit.ts", () => ({ emit: () => undefined }));
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

/** Plans and pushes to targets, as the window does. */
async function push(...targets: readonly string[]): Promise<PushOutcome> {
  const draft = bench.draftOf(["R/acme/app:amd64"], targets);
  const { signal } = new AbortController();
  const { id } = await bench.engine.preview(draft, signal);
  const plan = await bench.engine.planPreview(id, signal);
  return (await handlers.get("push:start")?.({ jobId: plan.id, planId: plan.id })) as PushOutcome;
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

it("confirms the path behind a link in an approved folder", async () => {
  await mkdir(at("chosen"));
  await mkdir(at("outside"));
  await symlink(at("outside"), at("chosen", "link"));
  await approvedPaths.add([at("chosen")]);
  asked.agrees = false;
  await expect(push(`oci-layout://${at("chosen/link/images")}:1`)).rejects.toMatchObject({
    code: "cancelled",
  });
  expect(await readdir(at("outside"))).toEqual([]);
});

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
