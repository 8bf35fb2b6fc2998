import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { accessSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emptyDraft } from "../../../../shared/emptyDraft.ts";
import type { SourceState } from "../../../../shared/preview.ts";
import { anonymous } from "../registry/auth/credential.ts";
import { buildImage, buildIndex } from "../../sample/buildImage.ts";
import { packFiles } from "../../sample/packFiles.ts";
import { Stores } from "../openStores.ts";
import { memoryPushLogs } from "../../../testing/memoryPushLogs.ts";
import { pushContent } from "../../../testing/storeContent.ts";
import { Engine } from "../../engine.ts";
import { readSourcesFromPaths } from "../../compose/readSourcesFromPaths.ts";
import { LayoutStore } from "./layoutStore.ts";

const run = promisify(execFile);
const { signal } = new AbortController();
const copyReferrers = { referrers: "none", digestTags: false } as const;

const greeting = buildImage({
  platform: { os: "linux", architecture: "amd64" },
  layers: [packFiles({ "etc/greeting": "hello\n" })],
});
const multi = buildIndex({
  entries: [greeting, buildImage({ platform: { os: "linux", architecture: "arm64" }, layers: [] })],
});

/** Reports whether programs are in the PATH. */
function has(...programs: readonly string[]): boolean {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  const isThere = (file: string): boolean => {
    try {
      accessSync(file);
      return true;
    } catch {
      return false;
    }
  };
  return programs.every((name) => folders.some((folder) => isThere(path.join(folder, name))));
}

let folder: string;
let engine: Engine;
/** A layout that the app wrote: `1.0` is an image and `multi` an index. */
let own: string;
beforeAll(async () => {
  // Podman derives a repository from the path, which must not have capital letters.
  folder = path.join(tmpdir(), `tools-${randomUUID().slice(0, 8)}`);
  await mkdir(folder);
  const stores = new Stores({ credentials: anonymous });
  const host = { os: "linux", architecture: "amd64" };
  engine = new Engine({ stores, host }, memoryPushLogs());
  own = path.join(folder, "own");
  const store = new LayoutStore(own);
  for (const [tag, content] of [
    ["1.0", greeting],
    ["multi", multi],
  ] as const) {
    await pushContent(store, content);
    await store.tag(tag, content, { signal });
  }
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

async function resolve(text: string): Promise<SourceState | undefined> {
  const draft = { ...emptyDraft, sources: [{ id: "s", text }] };
  return (await engine.composer.preview(draft, signal, { retry: ["s"] })).sources["s"];
}

async function digestOf(source: string): Promise<string> {
  const state = await resolve(source);
  if (state?.kind !== "resolved") {
    throw new Error(JSON.stringify(state));
  }
  return state.source.digest;
}

/** Retags the app's image to a target, and expects success. */
async function retagTo(target: string): Promise<void> {
  const plan = await engine.planner.planRetag(
    { source: `oci-layout://${own}:1.0`, targets: [target], copyReferrers },
    signal,
  );
  expect((await engine.push(plan.id, { report: () => {} }, signal)).failure).toBeUndefined();
}

describe.skipIf(!has("skopeo"))("skopeo", () => {
  const copy = async (from: string, to: string, ...more: readonly string[]): Promise<void> =>
    void (await run("skopeo", [
      "copy",
      "--quiet",
      "--insecure-policy",
      "--preserve-digests",
      ...more,
      from,
      to,
    ]));

  it.each<[string, string, string]>([
    ["a whole reference", "localhost/acme/app:1.0", ":localhost/acme/app:1.0"],
    ["a short reference", "acme/app:1.0", ":acme/app:1.0"],
    ["a reference without a tag", "localhost/acme/app", ":localhost/acme/app:latest"],
    ["a tag", "1.0", ":1.0"],
    ["no tag", "", ""],
  ])(
    "writes %s, which is a valid source, typed or dropped, and a valid target",
    async (name, tag, typed) => {
      const layout = path.join(folder, `skopeo ${name}`.replaceAll(" ", "-"));
      await copy(`oci:${own}:1.0`, `oci:${layout}${tag === "" ? "" : `:${tag}`}`);
      const text = `oci-layout://${layout}${typed}`;
      expect(await digestOf(text)).toBe(greeting.digest);
      expect(await digestOf(`oci-layout://${layout}`)).toBe(greeting.digest);
      const dropped = await readSourcesFromPaths([layout], signal);
      expect(dropped.failures).toEqual([]);
      expect(dropped.texts).toHaveLength(1);
      expect(await digestOf(dropped.texts[0] ?? "")).toBe(greeting.digest);
      const beside = (await readdir(folder)).toSorted();
      await retagTo(text);
      expect((await readdir(folder)).toSorted()).toEqual(beside);
      expect((await readdir(layout)).toSorted()).toEqual(["blobs", "index.json", "oci-layout"]);
      // It finds the pushed image by its name.
      const named = tag === "" ? `oci:${layout}:latest` : `oci:${layout}:${tag}`;
      const { stdout } = await run("skopeo", ["inspect", "--raw", named]);
      expect(Buffer.from(stdout).equals(Buffer.from(greeting.bytes))).toBe(true);
    },
  );

  it("writes an untagged index nested in the index of the layout", async () => {
    const layout = path.join(folder, "skopeo-index");
    await copy(`oci:${own}:multi`, `oci:${layout}`, "--all");
    const index = JSON.parse(await readFile(path.join(layout, "index.json"), "utf8")) as {
      manifests: readonly { mediaType: string; digest: string }[];
    };
    expect(index.manifests).toMatchObject([{ mediaType: multi.mediaType }]);
    expect(await digestOf(`oci-layout://${layout}`)).toBe(index.manifests[0]?.digest);
  });

  it("reads a new layout with a full reference", async () => {
    const layout = path.join(folder, "skopeo-new");
    await retagTo(`oci-layout://${layout}:localhost/acme/app:2.0`);
    const to = path.join(folder, "skopeo-dir");
    await copy(`oci:${layout}:localhost/acme/app:2.0`, `dir:${to}`);
    expect(await readFile(path.join(to, "manifest.json"))).toEqual(Buffer.from(greeting.bytes));
  });
});

describe.skipIf(!has("umoci"))("umoci", () => {
  it("lists the tags of a pushed layout and adds others", async () => {
    const layout = path.join(folder, "umoci");
    await run("umoci", ["init", "--layout", layout]);
    await retagTo(`oci-layout://${layout}:1.0`);
    await run("umoci", ["tag", "--image", `${layout}:1.0`, "2.0"]);
    await retagTo(`oci-layout://${layout}:3.0`);
    const { stdout } = await run("umoci", ["list", "--layout", layout]);
    expect(stdout.trim().split("\n").toSorted()).toEqual(["1.0", "2.0", "3.0"]);
  });
});

describe.skipIf(!has("buildah", "podman") || process.getuid?.() !== 0)("podman and buildah", () => {
  let stores: readonly string[];
  const buildah = async (...words: readonly string[]): Promise<string> =>
    (await run("buildah", [...stores, ...words], { env })).stdout.trim();
  const env = { ...process.env, STORAGE_DRIVER: "vfs", BUILDAH_ISOLATION: "chroot" };

  beforeAll(async () => {
    stores = ["--root", path.join(folder, "root"), "--runroot", path.join(folder, "run")];
    await mkdir(path.join(folder, "files"));
    await writeFile(path.join(folder, "files", "a"), "a");
    const container = await buildah("from", "scratch");
    await buildah("copy", container, path.join(folder, "files"), "/");
    await buildah("commit", container, "localhost/acme/app:1.0");
  }, 60_000);

  it("write a layout whose only image is found with or without its tag", async () => {
    const at = (name: string): string => path.join(folder, name);
    const image = "localhost/acme/app:1.0";
    await buildah("push", image, `oci:${at("pushed")}`);
    await run("podman", [...stores, "save", "--format", "oci-dir", "-o", at("saved"), image], {
      env,
    });
    const digest = await digestOf(`oci-layout://${at("pushed")}`);
    expect(await digestOf(`oci-layout://${at("saved")}`)).toBe(digest);
    expect(await digestOf(`oci-layout://${at("saved")}:${image}`)).toBe(digest);
    expect((await readSourcesFromPaths([at("saved")], signal)).texts).toEqual([
      `oci-layout://${at("saved")}:${image}`,
    ]);
    await retagTo(`oci-layout://${at("saved")}:${image}`);
    await run("podman", [...stores, "load", "--input", at("saved")], { env });
    const config = await buildah("images", "--no-trunc", "--quiet");
    expect(config).toContain(greeting.config.digest);
  }, 60_000);

  it("write an index of several images", async () => {
    const layout = path.join(folder, "manifest");
    await buildah("manifest", "create", "several");
    await buildah("manifest", "add", "several", "localhost/acme/app:1.0");
    await buildah("manifest", "push", "--all", "several", `oci:${layout}`);
    const state = await resolve(`oci-layout://${layout}`);
    expect(state).toMatchObject({ kind: "resolved", source: { kind: "index" } });
  }, 60_000);
});
