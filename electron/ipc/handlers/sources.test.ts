import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Channel } from "../../../shared/ipc/channels.ts";
import type { Inputs, Outputs } from "../../../shared/ipc/contract.ts";
import type { JobProgress } from "../../../shared/progress.ts";
import { formatRecipe } from "../../engine/recipe/formatRecipe.ts";
import { gzipBomb } from "../../testing/decompressionBombs.ts";
import { amd64, startWorkbench } from "../../testing/workbench.ts";
import { dockerSaveOf, tarOf } from "../../testing/archives.ts";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import { openApprovedPaths } from "../../storage/approvedPaths.ts";
import { cancelJob } from "../jobs.ts";
import { handleRecipes } from "./recipes.ts";
import { handleSources } from "./sources.ts";
import { perTest } from "../../testing/perTest.ts";

const handlers = vi.hoisted(() => new Map<string, (input: unknown) => Promise<unknown>>());
vi.mock("../handle.ts", () => ({
  handle: (channel: string, handler: (input: unknown) => Promise<unknown>) =>
    handlers.set(channel, handler),
}));
const heard = vi.hoisted(() => [] as JobProgress[]);
vi.mock("../emit.ts", () => ({ emit: (_: string, event: JobProgress) => heard.push(event) }));
const chosen = vi.hoisted(() => [] as string[]);
vi.mock("../../app/fileDialogs.ts", () => ({
  choosePathsToOpen: () => Promise.resolve([...chosen]),
  choosePathToOpen: () => Promise.resolve(chosen[0]),
}));

let folder: string;
const bench = perTest(startWorkbench);
beforeEach(async () => {
  heard.length = 0;
  folder = await realpath(await mkdtemp(path.join(tmpdir(), "manifestry-sources-")));
  handleSources(bench.engine, await openApprovedPaths(path.join(folder, "places.json"), []));
  handleRecipes(bench.engine);
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function call<C extends Channel>(channel: C, input: Inputs[C]): Promise<Outputs[C]> {
  return (await handlers.get(channel)?.(input)) as Outputs[C];
}

it.each(["source:fromPaths", "source:choose"] as const)(
  "%s says which file takes long to read, and is cancelled",
  async (channel) => {
    const bomb = path.join(folder, "bomb.tgz");
    const other = path.join(folder, "other.tar");
    await writeFile(bomb, gzipBomb());
    await writeFile(other, tarOf(dockerSaveOf([{ image: amd64, names: ["app:1"] }])));
    chosen.splice(0, chosen.length, other, bomb);
    const jobId = channel;
    const reading =
      channel === "source:choose"
        ? call(channel, { jobId, kind: "archive" })
        : call(channel, { jobId, paths: chosen });
    reading.catch(() => {});
    const message = "Reading bomb.tgz (2 of 2)…";
    const progress = { kind: "working", message, done: 1, total: 2 };
    await vi.waitFor(() => expect(heard).toContainEqual({ jobId, progress }), { timeout: 10_000 });
    // Another drop is read at the same time.
    const second = await call("source:fromPaths", { jobId: "second", paths: [other] });
    expect(second).toEqual({ texts: [`docker-archive://${other}:app:1`], lists: [], failures: [] });
    cancelJob(jobId);
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
  },
);

it("opens a recipe or a plan that is dropped alone, and refuses it among sources", async () => {
  const recipe = path.join(folder, "index.yaml");
  const plan = path.join(folder, "plan.json");
  await writeFile(recipe, formatRecipe(emptyDraft));
  await writeFile(plan, '{\n  "version": 1,\n  "id": "a"\n}');
  const found = await call("source:fromPaths", { jobId: "one", paths: [recipe] });
  expect(found).toMatchObject({ texts: [], opened: { kind: "recipe", name: "index.yaml" } });
  const openedId = found.opened?.id;
  expect(await call("recipe:open", { jobId: "recipe", openedId })).toEqual({
    draft: emptyDraft,
    path: recipe,
  });
  expect(await call("source:fromPaths", { jobId: "one", paths: [plan] })).toMatchObject({
    opened: { kind: "plan", name: "plan.json" },
  });
  const both = await call("source:fromPaths", { jobId: "two", paths: [recipe, plan] });
  expect(both.opened).toBeUndefined();
  expect(both.failures.map(({ message }) => message)).toEqual([
    "index.yaml is a recipe, not a source.",
    "plan.json is a plan, not a source.",
  ]);
});

it("reads a recipe from a text", async () => {
  const text = formatRecipe(emptyDraft);
  expect(await call("recipe:open", { jobId: "recipe", text })).toMatchObject({ draft: emptyDraft });
});

it("reads a recipe as a job", async () => {
  const file = path.join(folder, "index.yaml");
  await writeFile(file, formatRecipe(emptyDraft));
  chosen.splice(0, chosen.length, file);
  const opening = call("recipe:open", { jobId: "recipe" });
  cancelJob("recipe");
  await expect(opening).rejects.toMatchObject({ name: "AbortError" });
  expect(await call("recipe:open", { jobId: "recipe" })).toEqual({ draft: emptyDraft, path: file });
});
