import { chmod, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { buildAttestation, buildIndex, describe as describeBlob } from "../../sample/buildImage.ts";
import type { BuiltImage } from "../../sample/buildImage.ts";
import { layoutBlobs } from "../../../testing/archives.ts";
import { pushContent } from "../../../testing/storeContent.ts";
import { amd64, arm64, linux, signal } from "../../../testing/workbench.ts";
import { LayoutStore } from "./layoutStore.ts";
import { perTest } from "../../../testing/perTest.ts";
import { createTemporaryFolder } from "../../../testing/temporaryFolder.ts";

const refName = "org.opencontainers.image.ref.name";
const imageName = "io.containerd.image.name";
const s390x = linux("s390x");

const root = perTest(createTemporaryFolder);
let store: LayoutStore;
beforeEach(async () => {
  store = new LayoutStore(root.path);
});

const indexText = async (): Promise<string> => await readFile(root.join("index.json"), "utf8");

function entryOf(
  image: BuiltImage,
  annotations?: Record<string, string>,
  more: object = {},
): object {
  const { mediaType, digest, bytes } = image;
  return {
    mediaType,
    digest,
    size: bytes.byteLength,
    ...(annotations ? { annotations } : {}),
    ...more,
  };
}

/** Writes a layout as another program does. */
async function writeLayout(index: string, images: readonly BuiltImage[]): Promise<void> {
  await writeFile(root.join("oci-layout"), '{"imageLayoutVersion": "1.0.0"}');
  await writeFile(root.join("index.json"), index);
  for (const { name, bytes = "" } of layoutBlobs(images)) {
    await mkdir(path.dirname(root.join(name)), { recursive: true });
    await writeFile(root.join(name), bytes);
  }
}

describe("rejects a folder", () => {
  it.each<[string, Record<string, string>]>([
    ["an index.json of a web site", { "index.json": '{"name":"my-site"}' }],
    ["an index.json without a list", { "index.json": '{"manifests":null}' }],
    ["an index.json that is not JSON", { "index.json": "hello" }],
    ["an index.json that is a list", { "index.json": "[]" }],
    ["other files", { "notes.txt": "milk" }],
    ["an oci-layout that is another file", { "oci-layout": "#!/bin/sh" }],
    ["an oci-layout of another version", { "oci-layout": '{"imageLayoutVersion":"2.0.0"}' }],
  ])("with %s", async (_, files) => {
    for (const [name, text] of Object.entries(files)) {
      await writeFile(root.join(name), text);
    }
    await expect(store.tag("1", amd64, { signal })).rejects.toMatchObject({ name: "EngineError" });
    await expect(store.pushManifest(amd64)).rejects.toMatchObject({ name: "EngineError" });
    const [blob] = amd64.layers.map(describeBlob);
    if (!blob) {
      throw new Error("there is no layer");
    }
    const open = (): Promise<AsyncIterable<Uint8Array>> => Promise.reject(new Error("opened"));
    await expect(store.pushBlob(blob, { open, signal })).rejects.toMatchObject({
      name: "EngineError",
    });
    await expect(store.resolve({ tag: "1" })).rejects.not.toMatchObject({ code: "not_found" });
    expect(await readdir(root.path)).toEqual(Object.keys(files));
    for (const [name, text] of Object.entries(files)) {
      expect(await readFile(root.join(name), "utf8")).toBe(text);
    }
  });

  it("that does not exist and has a colon in its name", async () => {
    const odd = root.join("images:acme", "app");
    await expect(new LayoutStore(odd).tag("1", amd64, { signal })).rejects.toMatchObject({
      code: "input_invalid",
      hint: expect.stringContaining(":acme/app:latest") as string,
    });
    expect(await readdir(root.path)).toEqual([]);
    await mkdir(odd, { recursive: true });
    await new LayoutStore(odd).tag("1", amd64, { signal });
    expect(await new LayoutStore(odd).listTags()).toEqual(["1"]);
  });
});

describe("writes", () => {
  it.each<[string, Record<string, string>]>([
    ["files of file managers only", { ".DS_Store": "x", "Thumbs.db": "" }],
    ["a temporary file of an interrupted push", { [`.oci-layout.${crypto.randomUUID()}`]: "" }],
    ["an empty oci-layout", { "oci-layout": "" }],
    ["no oci-layout", { "index.json": '{"manifests":[]}' }],
    [
      "an index without a list",
      { "oci-layout": '{"imageLayoutVersion":"1.0.0"}', "index.json": "{}" },
    ],
    [
      "other files besides a layout",
      { "oci-layout": '{"imageLayoutVersion":"1.0.0"}', README: "x" },
    ],
  ])("to a folder with %s", async (_, files) => {
    for (const [name, text] of Object.entries(files)) {
      await writeFile(root.join(name), text);
    }
    await pushContent(store, amd64);
    await store.tag("1", amd64, { signal });
    expect(JSON.parse(await indexText())).toMatchObject({ schemaVersion: 2 });
    expect(await new LayoutStore(root.path).listTags()).toEqual(["1"]);
    expect(await readFile(root.join("oci-layout"), "utf8")).toContain("1.0.0");
  });

  it("oci-layout first, so that an interrupted push can resume", async () => {
    const stop = new Error("stopped");
    const [blob] = amd64.layers.map(describeBlob);
    if (!blob) {
      throw new Error("there is no layer");
    }
    const open = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from("x");
      throw stop;
    };
    await expect(store.pushBlob(blob, { open: async () => open(), signal })).rejects.toBe(stop);
    expect(await readdir(root.path)).toContain("oci-layout");
    await new LayoutStore(root.path).tag("1", amd64, { signal });
  });
});

describe("a tag that two full references have", () => {
  const named = (image: BuiltImage, repository: string): object =>
    entryOf(image, { [imageName]: `${repository}:1.0`, [refName]: "1.0" });
  const text = JSON.stringify({
    schemaVersion: 2,
    manifests: [named(amd64, "docker.io/acme/app"), named(arm64, "docker.io/acme/web")],
  });

  it("is ambiguous, and both references can be selected", async () => {
    await writeLayout(text, [amd64, arm64]);
    const ambiguous = {
      code: "input_invalid",
      choices: [
        {
          title: "docker.io/acme/app:1.0",
          text: `oci-layout://${root.path}:docker.io/acme/app:1.0`,
        },
        {
          title: "docker.io/acme/web:1.0",
          text: `oci-layout://${root.path}:docker.io/acme/web:1.0`,
        },
      ],
    };
    await expect(store.fetchManifest({ tag: "1.0" })).rejects.toMatchObject(ambiguous);
    await expect(store.resolve({ tag: "1.0" })).rejects.toMatchObject(ambiguous);
    await expect(store.tag("1.0", s390x, { signal })).rejects.toMatchObject(ambiguous);
    expect(await indexText()).toBe(text);
    // As other tools write it.
    expect((await store.resolve({ tag: "acme/web:1.0" })).digest).toBe(arm64.digest);
    await store.tag("docker.io/acme/web:1.0", s390x, { signal });
    const replaced = text.replace(
      JSON.stringify(named(arm64, "docker.io/acme/web")),
      JSON.stringify(named(s390x, "docker.io/acme/web")),
    );
    expect(await indexText()).toBe(replaced);
  });

  it("can be read if both are the same image, but not replaced", async () => {
    const same = JSON.stringify({
      schemaVersion: 2,
      manifests: [named(amd64, "docker.io/acme/app"), named(amd64, "docker.io/acme/web")],
    });
    await writeLayout(same, [amd64]);
    expect((await store.fetchManifest({ tag: "1.0" })).digest).toBe(amd64.digest);
    const ambiguous = { code: "input_invalid" };
    await expect(store.fetchManifest({ tag: "1.0", origin: true })).rejects.toMatchObject(
      ambiguous,
    );
    await expect(store.tag("1.0", s390x, { signal })).rejects.toMatchObject(ambiguous);
    expect(await indexText()).toBe(same);
    await store.tag("acme/app:1.0", s390x, { signal });
    expect(await store.listTags()).toEqual(["docker.io/acme/app:1.0", "docker.io/acme/web:1.0"]);
  });
});

describe("keeps", () => {
  it("the rest of the index byte for byte", async () => {
    const other = `{ "size": ${arm64.bytes.byteLength}, "digest":"${arm64.digest}","mediaType":"${arm64.mediaType}", "future": {"a": 1.50}, "annotations": {"z": "1", "${refName}": "other", "a": "2"} }`;
    const text = (entry: string): string =>
      `{\n   "annotations": {"z": "\\u00e9", "a": "b"},\n   "future": [1e2],\n   "manifests": [\n      ${other},\n      ${entry}\n   ],\n   "schemaVersion": 2\n}\n`;
    const old = `{"digest":"${amd64.digest}","size":${amd64.bytes.byteLength},"mediaType":"${amd64.mediaType}","platform":{"os":"linux","architecture":"amd64"},"x":1,"annotations":{"org.opencontainers.image.created":"2026-01-01T00:00:00Z","${refName}":"1","${imageName}":"docker.io/acme/app:1"}}`;
    await writeLayout(text(old), [amd64, arm64]);
    const before = await store.fetchManifest({ tag: "1" });
    await store.tag("1", s390x, { signal });
    const names = { [refName]: "1", [imageName]: "docker.io/acme/app:1" };
    const read = JSON.parse(await indexText()) as { manifests: unknown[] };
    expect(read.manifests).toEqual([JSON.parse(other), entryOf(s390x, names)]);
    expect((await indexText()).startsWith(text(old).slice(0, text(old).indexOf(old)))).toBe(true);
    // A restored entry has its names and annotations again, byte for byte.
    await store.tag("1", before, { signal });
    expect(await indexText()).toBe(text(old));
  });

  it("an index without mediaType as it is, and adds schemaVersion", async () => {
    await writeLayout(`{"manifests":[${JSON.stringify(entryOf(amd64))}]}`, [amd64]);
    await pushContent(store, buildAttestation(arm64, "referrer"));
    expect(await indexText()).toMatch(/^\{"schemaVersion":2,"manifests":\[/);
    expect((await store.referrers(arm64.digest, signal)).length).toBe(1);
  });

  it("an entry that already has the content", async () => {
    const text = JSON.stringify({
      schemaVersion: 2,
      manifests: [entryOf(amd64, { [refName]: "1", other: "kept" }, { x: [1] })],
    });
    await writeLayout(text, [amd64]);
    await store.tag("1", amd64, { signal });
    expect(await indexText()).toBe(text);
  });

  it("the tag in a new entry if the one to restore does not match", async () => {
    await store.tag("1", amd64, { signal });
    const wrong = [
      JSON.stringify(entryOf(arm64, { [refName]: "1" })),
      JSON.stringify(entryOf(s390x, { [refName]: "2" })),
      `${JSON.stringify(entryOf(s390x, { [refName]: "1" }))},${JSON.stringify(entryOf(arm64))}`,
      '{"digest":1}',
      "]",
    ];
    for (const entry of wrong) {
      await store.tag("1", { ...s390x, entry }, { signal });
      expect((JSON.parse(await indexText()) as { manifests: unknown }).manifests).toEqual([
        entryOf(s390x, { [refName]: "1" }),
      ]);
    }
  });

  it.skipIf(process.platform === "win32")("the permissions of the index", async () => {
    await store.tag("1", amd64, { signal });
    await chmod(root.join("index.json"), 0o664);
    await store.tag("2", amd64, { signal });
    expect((await stat(root.join("index.json"))).mode & 0o777).toBe(0o664);
  });
});

describe("a blob with the right size and wrong content", () => {
  const [layer] = amd64.layers.map(describeBlob);
  const at = (digest: string): string => root.join("blobs", "sha256", digest.slice(7));

  it("is reported as missing, and replaced", async () => {
    if (!layer) {
      throw new Error("there is no layer");
    }
    await pushContent(store, amd64);
    expect(await store.hasBlob(layer, signal)).toBe(true);
    await writeFile(at(layer.digest), Buffer.alloc(layer.size, "x"));
    expect(await store.hasBlob(layer, signal)).toBe(false);
    expect(await new LayoutStore(root.path).hasBlob(layer, signal)).toBe(false);
    expect(await new LayoutStore(root.path).hasManifest(entryDescriptor(), signal)).toBe(true);
    await pushContent(store, amd64);
    expect(await store.hasBlob(layer, signal)).toBe(true);
  });

  it("is verified once for each version of its file", async () => {
    if (!layer) {
      throw new Error("there is no layer");
    }
    await pushContent(new LayoutStore(root.path), amd64);
    await utimes(at(layer.digest), 1000, 1000);
    expect(await store.hasBlob(layer, signal)).toBe(true);
    await writeFile(at(layer.digest), Buffer.alloc(layer.size, "x"));
    // Same file, size and time: not read again.
    await utimes(at(layer.digest), 1000, 1000);
    expect(await store.hasBlob(layer, signal)).toBe(true);
    await utimes(at(layer.digest), 1000, 1001);
    expect(await store.hasBlob(layer, signal)).toBe(false);
  });

  it("is not read any further after all callers abort", async () => {
    if (!layer) {
      throw new Error("there is no layer");
    }
    await pushContent(new LayoutStore(root.path), amd64);
    const cancelled = AbortSignal.abort(new Error("cancelled"));
    await expect(store.hasBlob(layer, cancelled)).rejects.toThrow("cancelled");
    expect(await store.hasBlob(layer, signal)).toBe(true);
  });

  function entryDescriptor(): { mediaType: string; digest: string; size: number } {
    return { mediaType: amd64.mediaType, digest: amd64.digest, size: amd64.bytes.byteLength };
  }
});

describe("lists a referrer after it becomes readable", () => {
  const signature = buildAttestation(amd64, "referrer");
  const at = (): string => root.join("blobs", "sha256", signature.digest.slice(7));
  const listed = async (): Promise<readonly string[]> =>
    (await store.referrers(amd64.digest, signal)).map(({ digest }) => digest);
  const damages: [string, () => Promise<void>][] = [
    ["was missing", () => rm(at())],
    ["had wrong bytes", () => writeFile(at(), Buffer.alloc(signature.bytes.byteLength, "x"))],
    ["was truncated", () => writeFile(at(), signature.bytes.subarray(1))],
  ];
  const repairs: [string, () => Promise<void>][] = [
    ["is pushed", () => store.pushManifest(signature)],
    ["is written by another program", () => writeFile(at(), signature.bytes)],
  ];

  it.each(
    damages.flatMap(([was, damage]) =>
      repairs.map(([is, repair]) => [was, is, damage, repair] as const),
    ),
  )("if it %s and then %s", async (_was, _is, damage, repair) => {
    await pushContent(new LayoutStore(root.path), signature);
    await damage();
    expect(await listed()).toEqual([]);
    await repair();
    expect(await listed()).toEqual([signature.digest]);
  });

  it("if it had another type in the index", async () => {
    await writeLayout(
      JSON.stringify({
        schemaVersion: 2,
        manifests: [entryOf(signature, undefined, { mediaType: "application/json" })],
      }),
      [signature],
    );
    expect(await listed()).toEqual([]);
    const manifests = [entryOf(signature)];
    await writeFile(root.join("index.json"), JSON.stringify({ schemaVersion: 2, manifests }));
    expect(await listed()).toEqual([signature.digest]);
  });
});

it("offers a choice of several images without a tag", async () => {
  const platform = { os: "linux", architecture: "arm64", variant: "v8" };
  await writeLayout(
    JSON.stringify({
      schemaVersion: 2,
      manifests: [entryOf(amd64), entryOf(arm64, undefined, { platform })],
    }),
    [amd64, arm64],
  );
  await expect(store.fetchManifest({ tag: "" })).rejects.toMatchObject({
    code: "input_invalid",
    choices: [
      { title: amd64.digest.slice(0, 19), text: `oci-layout://${root.path}@${amd64.digest}` },
      {
        title: `linux/arm64/v8 ${arm64.digest.slice(0, 19)}`,
        text: `oci-layout://${root.path}@${arm64.digest}`,
      },
    ],
  });
  expect(await store.listLocations()).toEqual([
    `oci-layout://${root.path}@${amd64.digest}`,
    `oci-layout://${root.path}@${arm64.digest}`,
  ]);
  await writeLayout(JSON.stringify({ schemaVersion: 2, manifests: [entryOf(amd64)] }), [amd64]);
  expect((await store.fetchManifest({ tag: "" })).digest).toBe(amd64.digest);
  // A tag in the request never selects another tag.
  await expect(store.fetchManifest({ tag: "1" })).rejects.toMatchObject({ code: "not_found" });
});

it("offers the digest for a name that leads elsewhere", async () => {
  const names = ["../../other:1.0", "..", "a b", "1.0+build", "localhost/acme/app:1.0", "acme/app"];
  const index = buildIndex({ entries: [amd64, arm64] });
  const manifests = names.map((name) => ({
    mediaType: index.mediaType,
    digest: index.digest,
    size: index.bytes.byteLength,
    annotations: { [refName]: name },
  }));
  await writeLayout(JSON.stringify({ schemaVersion: 2, manifests }), []);
  expect(await store.listLocations()).toEqual([
    `oci-layout://${root.path}@${index.digest}`,
    `oci-layout://${root.path}:localhost/acme/app:1.0`,
  ]);
});
