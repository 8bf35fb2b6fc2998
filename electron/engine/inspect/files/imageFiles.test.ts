import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile as readDisk, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { tarOf, zstdOf } from "../../../testing/archives.ts";
import { estargzOf, layerOf, openLayers, type TestLayer } from "../../../testing/layers.ts";
import { perTest } from "../../../testing/perTest.ts";
import { startRegistry } from "../../../testing/registry/registry.ts";
import { findCommandLineClient } from "../../../testing/servers/commandLineClient.ts";
import { createTemporaryFolder } from "../../../testing/temporaryFolder.ts";
import { digestOf } from "../../oci/digest.ts";
import { FileTree } from "./fileTree.ts";
import type { ImageFiles } from "./imageFiles.ts";
import { fileRow } from "./listFolder.ts";
import { findFile, readFile, showFile } from "./readFile.ts";
import { safeFileName } from "./safeFileName.ts";

const run = promisify(execFile);
const { signal } = new AbortController();
const registry = perTest(startRegistry);
const folder = perTest(createTemporaryFolder);

async function read(layer: TestLayer, options: { readonly maxNodes?: number } = {}) {
  const files = openLayers(registry, [layer], options);
  await files.read(0, { whole: false, onProgress: () => {} }, signal);
  return files;
}

function rowsOf(files: ImageFiles) {
  const tree = files.tree(0);
  return Array.from({ length: tree.count - 1 }, (_, index) => {
    const row = fileRow(files, 0, index + 1);
    return { ...row, path: tree.path(index + 1).join("/") };
  });
}

function nodeOf(files: ImageFiles, path: string): number {
  return rowsOf(files).find((row) => row.path === path)?.node ?? -1;
}

async function contentOf(files: ImageFiles, path: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readFile(findFile(files, 0, nodeOf(files, path)), signal)) {
    chunks.push(Uint8Array.from(chunk));
  }
  return Buffer.concat(chunks).toString();
}

/** The offsets of the requests for a blob; undefined for the whole blob. */
function ranges(): readonly (string | undefined)[] {
  return registry.requests
    .filter(({ path }) => path.includes("/blobs/"))
    .map(({ headers }) => headers.range);
}

// Windows has neither a POSIX shell nor pipes in folders.
it.skipIf(process.platform === "win32").each(["gnu", "pax"])(
  "reads what tar --format=%s writes",
  async (format) => {
    await mkdir(folder.join("root/usr/share"), { recursive: true });
    const name = `usr/share/${"n".repeat(180)}`;
    await writeFile(folder.join(`root/${name}`), "content of the file", { mode: 0o4755 });
    const script = `ln -s ../a root/usr/link; ln "root/${name}" root/hard; mkfifo root/pipe
    truncate -s 1M root/holes; printf x >> root/holes
    tar -S -cf layer.tar --format=${format} --owner=12:12 --group=34:34 --mtime=@1700000000 --sort=name -C root .`;
    await run("sh", ["-c", script], { cwd: folder.path });
    const files = await read({ bytes: gzipSync(await readDisk(folder.join("layer.tar"))) });
    expect(files.state.layers).toMatchObject([{ kind: "read", via: "stream", isVerified: true }]);
    const rows = rowsOf(files);
    const owner = { uid: 12, gid: 34, mtime: 1_700_000_000 };
    expect(rows.find(({ path }) => path === "holes")).toMatchObject({
      size: 1024 ** 2 + 1,
      ...owner,
    });
    expect(rows.find(({ path }) => path === "usr/link")).toMatchObject({ target: "../a" });
    expect(rows.find(({ path }) => path === "pipe")).toMatchObject({ kind: "pipe", size: 0 });
    // One of the two names has the content.
    expect(rows.find(({ path }) => path === "hard")).toMatchObject({ mode: 0o4755, ...owner });
    expect(await contentOf(files, "hard")).toBe("content of the file");
    expect(await contentOf(files, name)).toBe("content of the file");
    expect(() => findFile(files, 0, nodeOf(files, "holes"))).toThrow("a file with holes");
    expect(() => findFile(files, 0, nodeOf(files, "usr"))).toThrow("not a file");
  },
);

const umoci = findCommandLineClient("umoci");
it.skipIf(!umoci)("reads whiteouts that umoci writes", async () => {
  const options = { folder: folder.path };
  const image = ["--image", "img:1"];
  await umoci?.run(["init", "--layout", "img"], options);
  await umoci?.run(["new", ...image], options);
  await mkdir(folder.join("tree/sub"), { recursive: true });
  await writeFile(folder.join("tree/sub/gone"), "12345");
  await umoci?.run(["insert", ...image, "tree", "/data"], options);
  await umoci?.run(["insert", ...image, "--whiteout", "/data/sub"], options);
  const index = JSON.parse(await readDisk(folder.join("img/index.json"), "utf8"));
  const blob = (digest: string) => readDisk(folder.join(`img/blobs/sha256/${digest.slice(7)}`));
  const manifest = JSON.parse((await blob(index.manifests[0].digest)).toString());
  const layers: { digest: string }[] = manifest.layers;
  const bytes = await Promise.all(
    layers.map(async ({ digest }) => ({ bytes: await blob(digest) })),
  );
  const files = openLayers(registry, bytes);
  for (const layer of bytes.keys()) {
    await files.read(layer, { whole: false, onProgress: () => {} }, signal);
  }
  const last = bytes.length - 1;
  const removed = files.tree(last).child(files.tree(last).child(0, "data") ?? -1, "sub");
  expect(fileRow(files, last, removed ?? -1)).toMatchObject({ change: "removed", size: 5 });
  expect(files.tree("image").files(0)).toBe(0);
});

it.each([
  ["application/vnd.oci.image.layer.v1.tar+gzip+encrypted", "encrypted"],
  ["application/vnd.erofs.layer.v1", "an EROFS file system image"],
  ["application/vnd.wasm.content.layer.v1+wasm", "a WebAssembly module"],
  ["application/wasm", "a WebAssembly module"],
  ["application/vnd.oci.empty.v1+json", "an empty JSON document"],
  ["application/vnd.oci.image.config.v1+json", "a JSON document"],
])("a layer of the type %s is %s, and is not read", async (mediaType, is) => {
  const files = await read({ bytes: Buffer.alloc(2000, 7), mediaType });
  expect(files.state.layers).toMatchObject([
    { kind: "failed", failure: { message: `The layer is ${is}.` } },
  ]);
  expect(ranges()).toEqual([]);
});

it("a foreign layer that the registry does not have is named as one, with its URL", async () => {
  const layer = {
    ...layerOf("a"),
    mediaType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
    urls: ["https://example.com/layer", "https://example.com/other"],
  };
  const files = openLayers(registry, [layer]);
  registry.repository("acme/app").blobs.clear();
  await files.read(0, { whole: false, onProgress: () => {} }, signal);
  expect(files.state.layers).toMatchObject([{ kind: "failed", failure: { code: "not_found" } }]);
  const [state] = files.state.layers;
  const message = state?.kind === "failed" ? state.failure.message : "";
  expect(message).toContain("from https://example.com/layer and 1 other URL");
  // Some registries have it.
  expect((await read(layer)).state.layers).toMatchObject([{ kind: "read" }]);
});

describe("a layer with a table of contents", () => {
  const content = { "etc/a": "first", "usr/lib/b": "second\n".repeat(9000), "etc/empty": "" };

  it("eStargz: is listed, and its files are read, by ranges", async () => {
    const layer = estargzOf(content);
    const files = await read(layer);
    expect(files.state.layers).toMatchObject([{ kind: "read", via: "toc", isVerified: true }]);
    expect(rowsOf(files).find(({ path }) => path === "usr/lib/b")).toMatchObject({
      size: 63_000,
      mode: 0o644,
      mtime: 1_769_860_800,
      digest: digestOf(content["usr/lib/b"]),
    });
    expect(await contentOf(files, "usr/lib/b")).toBe(content["usr/lib/b"]);
    expect(await contentOf(files, "etc/empty")).toBe("");
    expect(ranges()).toHaveLength(3);
    expect(ranges()).not.toContain(undefined);
    await files.read(0, { whole: true, onProgress: () => {} }, signal);
    expect(files.state).toMatchObject({ merged: 1, layers: [{ kind: "read", via: "stream" }] });
    expect(files.tree("image").child(0, "stargz.index.json")).toBeDefined();
  });

  it.each(["io.github.containers.zstd-chunked.manifest-", "io.containers.zstd-chunked.manifest-"])(
    "zstd:chunked (%s): is listed, and its files are read, by ranges",
    async (prefix) => {
      const file = zstdOf(Buffer.from("first"));
      const digest = digestOf("first");
      const entry = { type: "reg", name: "etc/a", size: 5, mode: 0o600, offset: 0, digest };
      const toc = zstdOf(Buffer.from(JSON.stringify({ version: 1, entries: [entry] })));
      const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, toc.byteLength, 0, 0, 0]);
      const offset = file.byteLength + 8;
      const files = await read({
        bytes: Buffer.concat([file, skippable, toc, Buffer.alloc(40)]),
        annotations: {
          [`${prefix}position`]: `${offset}:${toc.byteLength}:100:1`,
          [`${prefix}checksum`]: digestOf(toc),
        },
      });
      expect(files.state.layers).toMatchObject([{ kind: "read", via: "toc", isVerified: true }]);
      expect(await contentOf(files, "etc/a")).toBe("first");
      expect(ranges()).toEqual([`bytes=${offset}-${offset + toc.byteLength - 1}`, undefined]);
    },
  );

  it.each<[string, (toc: string) => string, string]>([
    ["another digest", (toc) => toc.replace('"size":5', '"size":6'), "digest_mismatch"],
    ["no JSON", (toc) => toc.slice(0, -3), "layout_invalid"],
  ])("is refused with %s", async (_, change, code) => {
    const files = await read(estargzOf(content, change));
    expect(files.state.layers).toMatchObject([{ kind: "failed", failure: { code } }]);
    expect(files.tree(0).count).toBe(1);
    await files.read(0, { whole: true, onProgress: () => {} }, signal);
    expect(files.state.layers).toMatchObject([{ kind: "read", via: "stream" }]);
  });

  it("a file that differs from its digest is refused", async () => {
    const wrong = createHash("sha256").update("other").digest("hex");
    const right = createHash("sha256").update("first").digest("hex");
    let toc = "";
    const layer = estargzOf(content, (text) => (toc = text.replaceAll(right, wrong)));
    const files = await read({
      ...layer,
      annotations: { "containerd.io/snapshot/stargz/toc.digest": digestOf(toc) },
    });
    await expect(contentOf(files, "etc/a")).rejects.toMatchObject({ code: "digest_mismatch" });
  });
});

it("shows nothing of a layer that does not match its digest", async () => {
  // Larger than what is held back until the digest is verified.
  const files = openLayers(registry, [layerOf("a", { name: "b", bytes: "b".repeat(1e6) })]);
  const { blobs } = registry.repository("acme/app");
  for (const [digest, bytes] of blobs) {
    blobs.set(digest, Buffer.from(bytes).fill("x", 900_000, 900_001));
  }
  let entries = 0;
  const count = (): void => {
    entries = Math.max(entries, files.tree(0).entries);
  };
  await files.read(0, { whole: false, onProgress: count }, signal);
  expect(entries).toBeGreaterThan(0);
  expect(files.state.layers).toMatchObject([
    { kind: "failed", failure: { code: "digest_mismatch" } },
  ]);
  expect(files.tree(0).count).toBe(1);
});

it("keeps what was read of a layer that is cut off, stopped or too large", async () => {
  const bytes = tarOf([
    { name: "a", bytes: "1" },
    { name: "b/c", bytes: "2" },
  ]).subarray(0, 1500);
  const cut = await read({ bytes });
  expect(cut.state).toMatchObject({
    merged: 0,
    layers: [
      { kind: "partial", reason: "failed", entries: 1, failure: { code: "layout_invalid" } },
    ],
  });
  const limited = await read(layerOf("a", "b", "c"), { maxNodes: 3 });
  expect(limited.state).toMatchObject({
    merged: 0,
    layers: [{ kind: "partial", reason: "limit", entries: 2 }],
  });
  const controller = new AbortController();
  const stopped = openLayers(registry, [{ bytes: tarOf(manyFiles(20_000)) }]);
  const stop = (): void => {
    if (stopped.tree(0).count > 100) {
      controller.abort();
    }
  };
  await stopped.read(0, { whole: false, onProgress: stop }, controller.signal);
  expect(stopped.state.layers).toMatchObject([{ kind: "partial", reason: "cancelled" }]);
  await stopped.read(0, { whole: false, onProgress: () => {} }, signal);
  expect(stopped.state.layers).toMatchObject([{ kind: "read", entries: 20_000 }]);
});

function manyFiles(count: number) {
  return Array.from({ length: count }, (_, index) => ({ name: `f${index}` }));
}

it("shows hostile names, at most as deep as a window can", async () => {
  const deep = `${"d/".repeat(100_000)}end`;
  const pax = (text: string, field = "path") => {
    const record = ` ${field}=${text}\n`;
    const length = record.length + String(record.length + 6).length;
    return { name: "x", type: "x", bytes: `${length}${record}` };
  };
  const files = await read({
    bytes: tarOf([
      { name: "../../etc/passwd", bytes: "1" },
      { name: "/abs", bytes: "1" },
      { name: "\u202Etxt\u0007.exe", bytes: "1" },
      pax(deep),
      { name: "short", bytes: "12" },
      pax("nul\0name"),
      { name: "short", bytes: "123" },
      pax("t".repeat(50_000), "linkpath"),
      { name: "link", type: "2" },
    ]),
  });
  expect(files.state.layers).toMatchObject([{ kind: "read", entries: 6 }]);
  const rows = rowsOf(files);
  expect(rows.find(({ path }) => path === "../../etc/passwd")).toMatchObject({ isUnsafe: true });
  expect(rows.find(({ path }) => path === "abs")).toMatchObject({ isUnsafe: true });
  expect(rows.find(({ path }) => path === "link")?.target).toMatch(/^t{4096}…$/);
  expect(rows.find(({ size }) => size === 3)).toMatchObject({ name: "nul\0name" });
  expect(Math.max(...rows.map(({ path }) => path.split("/").length))).toBeLessThan(1000);
  expect(files.tree(0).count).toBeLessThan(250);
  expect(files.tree(0).total(FileTree.root)).toBe(8);
});

it("shows the start of a file as text or as bytes", async () => {
  const files = await read({
    bytes: tarOf([
      { name: "text", bytes: `${"line ü\n".repeat(50_000)}end` },
      { name: "bytes", bytes: Buffer.from([0, 1, 2]) },
    ]),
  });
  const show = (path: string) => showFile(findFile(files, 0, nodeOf(files, path)), signal);
  const text = await show("text");
  expect(text.content).toMatchObject({ kind: "text" });
  expect(text.shown).toBeLessThanOrEqual(256 * 1024);
  expect(text.size).toBe(400_003);
  expect(await show("bytes")).toMatchObject({
    content: { kind: "bytes", base64: "AAEC" },
    shown: 3,
  });
});

it.each([
  ["etc/app.conf", "app.conf"],
  ["etc/.bashrc", ".bashrc"],
  ["a/..", "_"],
  ["a/\u202Egnp.exe", "_gnp.exe"],
  ["a/b\\..\\c", "b_.._c"],
  ["a/nul\0", "nul_"],
  ["COM1.txt", "_COM1.txt"],
])("suggests a name for %j: %j", (path, name) => {
  expect(safeFileName(path)).toBe(name);
});
