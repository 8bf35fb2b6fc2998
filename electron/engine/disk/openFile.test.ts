import { execFileSync } from "node:child_process";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import type * as fs from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { readPlacement } from "../../app/bounds.ts";
import { KeptFile, schemaForm } from "../../storage/keptFile.ts";
import { readLines } from "../journal/readLines.ts";
import { findSources } from "../compose/findSources.ts";
import { LayoutStore } from "../stores/layout/layoutStore.ts";
import { digestOf } from "../oci/digest.ts";
import { amd64 } from "../../testing/workbench.ts";
import { openFile } from "./openFile.ts";
import { readPlanFile } from "../plan/planFile.ts";
import { readRecipeFile } from "../recipe/recipeFile.ts";
import { ArchiveStore } from "../stores/archive/archiveStore.ts";
import { readCappedFile } from "./readCappedFile.ts";
import { readAuthFile } from "../stores/registry/auth/authFile.ts";
import { readHostFile } from "../stores/registry/hosts/hostFile.ts";
import { trustedCertificates } from "../stores/registry/hosts/trustedCertificates.ts";

/** Paths that are taken for files when they are looked at before they are opened, and are pipes by then. */
const raced = new Set<string>();

vi.mock("node:fs/promises", async (load) => {
  const actual = await load<typeof fs>();
  const looked = (look: typeof actual.stat): typeof actual.stat =>
    (async (...[file, ...more]: Parameters<typeof actual.stat>) =>
      await look(raced.has(String(file)) ? import.meta.filename : file, ...more)) as typeof look;
  return { ...actual, stat: looked(actual.stat), lstat: looked(actual.lstat) };
});

async function drain(stream: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const piece of stream) void piece;
}

const { signal } = new AbortController();

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-open-"));
});
afterEach(async () => {
  raced.clear();
  await rm(folder, { recursive: true });
});

it("opens a file", async () => {
  const file = path.join(folder, "file");
  await writeFile(file, "text");
  const handle = await openFile(file);
  expect(await handle.readFile("utf8")).toBe("text");
  await handle.close();
});

it("reads a file up to its limit, and no further", async () => {
  const file = path.join(folder, "file");
  await writeFile(file, "12345");
  expect((await readCappedFile(file, 5)).toString()).toBe("12345");
  await expect(readCappedFile(file, 4)).rejects.toMatchObject({ code: "too_large" });
});

it.runIf(process.platform === "linux")("counts what a file has that says it is empty", async () => {
  expect((await readCappedFile("/proc/self/status", 100_000)).toString()).toContain("Pid:");
  await expect(readCappedFile("/proc/self/status", 10)).rejects.toMatchObject({
    code: "too_large",
  });
});

describe.runIf(process.platform !== "win32")("a pipe without a writer is not waited for", () => {
  let pipe: string;
  beforeEach(() => {
    pipe = path.join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
  });

  it.each([
    ["a plan", () => readPlanFile(pipe, signal)],
    ["a recipe", () => readRecipeFile(pipe, signal)],
    ["an archive", () => new ArchiveStore("oci", pipe).listLocations(signal)],
  ])("as %s", async (_, read) => {
    await expect(read()).rejects.toMatchObject({ name: "EngineError" });
  });

  describe("though it was a file a moment before", () => {
    const machine = { home: "/", env: {}, platform: "linux" } as const;

    beforeEach(() => {
      raced.add(pipe);
    });

    it.each<[string, () => Promise<unknown>]>([
      ["a plan", () => readPlanFile(pipe, signal)],
      ["a recipe", () => readRecipeFile(pipe, signal)],
      ["an archive", () => new ArchiveStore("oci", pipe).listLocations(signal)],
      ["a line of the journal", () => readLines(pipe).next()],
      ["a file about a host", () => readHostFile(pipe)],
    ])("as %s", async (_, read) => {
      await expect(read()).rejects.toMatchObject({ name: "EngineError" });
    });

    it("as a file with credentials", async () => {
      expect((await readAuthFile(pipe, machine))?.problems).toHaveLength(1);
    });

    it("as a dropped file", async () => {
      expect((await findSources([pipe], signal)).failures).toMatchObject([{ code: "disk" }]);
    });

    it("as a bundle of certificates", async () => {
      const env = { SSL_CERT_FILE: pipe };
      expect((await trustedCertificates({ env })).problems).toHaveLength(1);
    });

    it("as one of the app's own files", async () => {
      const form = schemaForm("The settings", z.literal("otherwise"), "otherwise");
      expect((await KeptFile.open(pipe, form)).value).toBe("otherwise");
      expect(readPlacement(pipe)).toBeUndefined();
    });

    it("as a layout's index or blob", async () => {
      const index = path.join(folder, "index.json");
      const digest = digestOf("");
      const blob = path.join(folder, "blobs", "sha256", digest.slice(7));
      execFileSync("mkdir", ["-p", path.dirname(blob)]);
      execFileSync("mkfifo", [index, blob]);
      raced.add(index).add(blob);
      const store = new LayoutStore(folder);
      await expect(store.listTags()).rejects.toMatchObject({ name: "EngineError" });
      await expect(store.fetchBlob({ digest })).rejects.toMatchObject({ name: "EngineError" });
      const descriptor = { mediaType: "text/plain", digest, size: 0 };
      const stream = await store.openBlob(descriptor, signal);
      await expect(drain(stream)).rejects.toMatchObject({ name: "EngineError" });
    });
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
    await expect(store.tag("1", amd64, signal)).rejects.toMatchObject({ code: "disk" });
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
    expect(await store.hasBlob({ mediaType: "text/plain", digest, size: 0 }, signal)).toBe(false);
  });
});
