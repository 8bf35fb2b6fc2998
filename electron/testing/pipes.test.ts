import { execFileSync } from "node:child_process";
import { stat, writeFile } from "node:fs/promises";
import type * as fs from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { readWindowPlacement } from "../app/windowBounds.ts";
import { JsonFile, schemaFormat } from "../storage/jsonFile.ts";
import { readLines } from "../engine/journal/journalLines.ts";
import { readSourcesFromPaths } from "../engine/compose/readSourcesFromPaths.ts";
import { LayoutStore } from "../engine/stores/layout/layoutStore.ts";
import { digestOf } from "../engine/oci/digest.ts";
import { amd64 } from "./workbench.ts";
import { readPlanFile } from "../engine/plan/planFile.ts";
import { readRecipeFile } from "../engine/recipe/readRecipeFile.ts";
import { ArchiveStore } from "../engine/stores/archive/archiveStore.ts";
import { readAuthFile } from "../engine/stores/registry/auth/authFile.ts";
import { readHostFile } from "../engine/stores/registry/hosts/hostFile.ts";
import { trustedCertificates } from "../engine/stores/registry/hosts/trustedCertificates.ts";
import { perTest } from "./perTest.ts";
import { createTemporaryFolder } from "./temporaryFolder.ts";

/** Pipes for which stat and lstat return a regular file, as if they replaced it before being opened. */
const raced = new Set<string>();

vi.mock("node:fs/promises", async (load) => {
  const actual = await load<typeof fs>();
  const fake = (look: typeof actual.stat): typeof actual.stat =>
    (async (...[file, ...more]: Parameters<typeof actual.stat>) =>
      await look(raced.has(String(file)) ? import.meta.filename : file, ...more)) as typeof look;
  return { ...actual, stat: fake(actual.stat), lstat: fake(actual.lstat) };
});

async function drain(stream: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of stream) {
    void chunk;
  }
}

const { signal } = new AbortController();

const folder = perTest(createTemporaryFolder);
afterEach(async () => {
  raced.clear();
});

describe.runIf(process.platform !== "win32")("refuses a pipe without a writer", () => {
  let pipe: string;
  beforeEach(() => {
    pipe = folder.join("pipe");
    execFileSync("mkfifo", [pipe]);
  });

  it.each([
    ["a plan", () => readPlanFile(pipe, signal)],
    ["a recipe", () => readRecipeFile(pipe, signal)],
    ["an archive", () => new ArchiveStore("oci", pipe).listLocations(signal)],
  ])("in place of %s", async (_, read) => {
    await expect(read()).rejects.toMatchObject({ name: "EngineError" });
  });

  describe("that replaces a file after its type was checked", () => {
    const machine = { home: "/", env: {}, platform: "linux" } as const;

    beforeEach(() => {
      raced.add(pipe);
    });

    it.each<[string, () => Promise<unknown>]>([
      ["a plan", () => readPlanFile(pipe, signal)],
      ["a recipe", () => readRecipeFile(pipe, signal)],
      ["an archive", () => new ArchiveStore("oci", pipe).listLocations(signal)],
      ["a journal entry", () => readLines(pipe).next()],
      ["a hosts.toml", () => readHostFile(pipe)],
    ])("in place of %s", async (_, read) => {
      await expect(read()).rejects.toMatchObject({ name: "EngineError" });
    });

    it("in place of a credentials file", async () => {
      expect((await readAuthFile(pipe, machine))?.problems).toHaveLength(1);
    });

    it("in place of a dropped file", async () => {
      expect((await readSourcesFromPaths([pipe], signal)).failures).toMatchObject([
        { code: "disk" },
      ]);
    });

    it("in place of a certificate bundle", async () => {
      const env = { SSL_CERT_FILE: pipe };
      expect((await trustedCertificates({ env })).problems).toHaveLength(1);
    });

    it("in place of a settings file", async () => {
      const form = schemaFormat("The settings", z.literal("default"), "default");
      expect((await JsonFile.open(pipe, form)).value).toBe("default");
      expect(readWindowPlacement(pipe)).toBeUndefined();
    });

    it("in place of an index.json or a blob", async () => {
      const index = folder.join("index.json");
      const digest = digestOf("");
      const blob = folder.join("blobs", "sha256", digest.slice(7));
      execFileSync("mkdir", ["-p", path.dirname(blob)]);
      execFileSync("mkfifo", [index, blob]);
      raced.add(index).add(blob);
      const store = new LayoutStore(folder.path);
      await expect(store.listTags()).rejects.toMatchObject({ name: "EngineError" });
      await expect(store.fetchBlob({ digest })).rejects.toMatchObject({ name: "EngineError" });
      const descriptor = { mediaType: "text/plain", digest, size: 0 };
      const stream = await store.openBlob(descriptor, signal);
      await expect(drain(stream)).rejects.toMatchObject({ name: "EngineError" });
    });
  });

  it("in place of an index.json", async () => {
    execFileSync("mkfifo", [folder.join("index.json")]);
    const store = new LayoutStore(folder.path);
    await expect(store.listTags()).rejects.toMatchObject({ code: "layout_invalid" });
  });

  it("in place of an oci-layout file", async () => {
    const layoutFile = folder.join("oci-layout");
    execFileSync("mkfifo", [layoutFile]);
    const store = new LayoutStore(folder.path);
    await expect(store.tag("1", amd64, { signal })).rejects.toMatchObject({ code: "disk" });
    expect((await stat(layoutFile)).isFIFO()).toBe(true);
  });

  it("in place of a blob", async () => {
    const digest = digestOf("");
    const blobs = folder.join("blobs", "sha256");
    execFileSync("mkdir", ["-p", blobs]);
    execFileSync("mkfifo", [path.join(blobs, digest.slice(7))]);
    await writeFile(folder.join("index.json"), '{"schemaVersion":2,"manifests":[]}');
    const store = new LayoutStore(folder.path);
    await expect(store.fetchBlob({ digest, size: 0 })).rejects.toMatchObject({ code: "not_found" });
    expect(await store.hasBlob({ mediaType: "text/plain", digest, size: 0 }, signal)).toBe(false);
  });
});
