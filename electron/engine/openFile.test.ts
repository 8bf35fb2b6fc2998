import { execFileSync } from "node:child_process";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LayoutStore } from "./layout/layoutStore.ts";
import { digestOf } from "./oci/digest.ts";
import { amd64 } from "./testing/workbench.ts";
import { openFile } from "./openFile.ts";
import { readPlanFile } from "./push/planFile.ts";
import { readRecipeFile } from "./recipe/recipeFile.ts";
import { ArchiveStore } from "./archive/archiveStore.ts";

const { signal } = new AbortController();

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-open-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

it("opens a file", async () => {
  const file = path.join(folder, "file");
  await writeFile(file, "text");
  const handle = await openFile(file);
  expect(await handle.readFile("utf8")).toBe("text");
  await handle.close();
});

describe.runIf(process.platform !== "win32")("what nobody writes into is not waited for", () => {
  let pipe: string;
  beforeEach(() => {
    pipe = path.join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
  });

  it.each([
    ["a plan", () => readPlanFile(pipe)],
    ["a recipe", () => readRecipeFile(pipe)],
    ["an archive", () => new ArchiveStore("oci", pipe).listLocations(signal)],
  ])("as %s", async (_, read) => {
    await expect(read()).rejects.toMatchObject({ name: "EngineError" });
  });

  it("as a layout's index", async () => {
    execFileSync("mkfifo", [path.join(folder, "index.json")]);
    const store = new LayoutStore(folder);
    await expect(store.listTags()).rejects.toMatchObject({ code: "layout_invalid" });
  });

  it("as a layout's mark", async () => {
    const mark = path.join(folder, "oci-layout");
    execFileSync("mkfifo", [mark]);
    const store = new LayoutStore(folder);
    await store.tag("1", amd64, signal);
    expect(await store.listTags()).toEqual(["1"]);
    expect((await stat(mark)).isFIFO()).toBe(true);
  });

  it("as a layout's blob", async () => {
    const digest = digestOf("");
    const blobs = path.join(folder, "blobs", "sha256");
    execFileSync("mkdir", ["-p", blobs]);
    execFileSync("mkfifo", [path.join(blobs, digest.slice(7))]);
    await writeFile(path.join(folder, "index.json"), '{"schemaVersion":2,"manifests":[]}');
    const store = new LayoutStore(folder);
    await expect(store.fetchBlob({ digest, size: 0 })).rejects.toMatchObject({ code: "not_found" });
    expect(await store.hasBlob({ mediaType: "text/plain", digest, size: 0 })).toBe(false);
  });
});
