import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { LayoutStore } from "../layout/layoutStore.ts";
import { digestOf } from "../../oci/digest.ts";
import {
  buildAttestation,
  buildImage,
  buildIndex,
  describe as describeBlob,
} from "../../sample/buildImage.ts";
import type { BuiltImage, BuiltIndex } from "../../sample/buildImage.ts";
import type { Store } from "../store.ts";
import { layoutOf, tarOf } from "../../../testing/archives.ts";
import { pushBlob, pushContent } from "../../../testing/storeContent.ts";
import { ArchiveStore } from "./archiveStore.ts";
import { perTest } from "../../../testing/perTest.ts";
import { createTemporaryFolder } from "../../../testing/temporaryFolder.ts";

const { signal } = new AbortController();
const amd64 = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const arm64 = buildImage({ platform: { os: "linux", architecture: "arm64" } });
const multi = buildIndex({ entries: [amd64, buildAttestation(amd64), arm64] });
const referrer = buildAttestation(amd64, "referrer");

const folder = perTest(createTemporaryFolder);
let file: string;
let store: ArchiveStore;
beforeEach(async () => {
  file = folder.join("images.tar");
  store = new ArchiveStore("oci", file);
});
afterEach(async () => {
  await store.close();
});

it("lists a missing referrer after another program writes it", async () => {
  const files = layoutOf([{ content: amd64 }, { content: referrer }]);
  const blob = `blobs/sha256/${referrer.digest.slice(7)}`;
  await writeFile(file, tarOf(files.filter(({ name }) => name !== blob)));
  expect(await store.referrers(amd64.digest, signal)).toEqual([]);
  await writeFile(file, tarOf(files));
  expect(await store.referrers(amd64.digest, signal)).toMatchObject([{ digest: referrer.digest }]);
});

/** Copies the content of a tag, with its children, to another store. */
async function copy(from: Store, to: Store, tag: string): Promise<void> {
  const visit = async (digest: string): Promise<void> => {
    const content = await from.fetchManifest({ digest }, signal);
    const document = JSON.parse(Buffer.from(content.bytes).toString()) as {
      manifests?: Descriptor[];
      config?: Descriptor;
      layers?: Descriptor[];
    };
    for (const child of document.manifests ?? []) {
      await visit(child.digest);
    }
    for (const blob of [document.config, ...(document.layers ?? [])]) {
      if (blob) {
        await to.pushBlob(blob, {
          open: (until, offset) => from.openBlob(blob, until, offset),
          signal,
        });
      }
    }
    await to.pushManifest(content, signal);
  };
  const root = await from.fetchManifest({ tag }, signal);
  await visit(root.digest);
  await to.tag(tag, root, { signal });
}

it("copies a layout to an archive and back unchanged", async () => {
  const [first, last] = ["first", "last"].map((name) => new LayoutStore(folder.join(name)));
  if (!first || !last) {
    throw new Error("there are no layouts");
  }
  await pushContent(first, multi);
  await first.tag("1.0", multi, { signal });
  await copy(first, store, "1.0");
  await copy(new ArchiveStore("oci", file), last, "1.0");
  const files = async (name: string): Promise<string[]> =>
    (await readdir(folder.join(name), { recursive: true })).toSorted();
  expect(await files("last")).toEqual(await files("first"));
  expect(await readFile(folder.join("last", "index.json"))).toEqual(
    await readFile(folder.join("first", "index.json")),
  );
  expect((await last.resolve({ tag: "1.0" })).digest).toBe(multi.digest);
});

it("writes identical bytes for identical pushes", async () => {
  const other = folder.join("other.tar");
  for (const at of [file, other]) {
    const to = new ArchiveStore("oci", at);
    await pushContent(to, amd64);
    await to.tag("1", amd64, { signal });
  }
  expect((await readFile(file)).equals(await readFile(other))).toBe(true);
});

it("keeps the content of the archive when it sets tags", async () => {
  const annotations = { "org.opencontainers.image.ref.name": "1" };
  await writeFile(file, tarOf(layoutOf([{ content: amd64, annotations }])));
  await pushContent(store, arm64);
  await store.tag("2", arm64, { signal });
  await store.tag("1", arm64, { signal });
  await store.tag("3", arm64, { signal });
  const read = new ArchiveStore("oci", file);
  expect(await read.listTags(signal)).toEqual(["1", "2", "3"]);
  expect((await read.resolve({ tag: "1" }, signal)).digest).toBe(arm64.digest);
  // The previous content of the tag can be read by digest, to restore the tag.
  expect((await read.fetchManifest({ digest: amd64.digest }, signal)).digest).toBe(amd64.digest);
  await read.tag("1", amd64, { signal });
  expect((await store.resolve({ tag: "1" }, signal)).digest).toBe(amd64.digest);
  expect(await readdir(folder.path)).toEqual(["images.tar"]);
});

it("keeps the full reference of a replaced image", async () => {
  const annotations = {
    "org.opencontainers.image.ref.name": "1",
    "io.containerd.image.name": "docker.io/acme/app:1",
    "org.opencontainers.image.created": "2020-01-01T00:00:00Z",
  };
  await writeFile(file, tarOf(layoutOf([{ content: amd64, annotations }])));
  await pushContent(store, arm64);
  await store.tag("1", arm64, { signal });
  const found = await store.resolve({ tag: "acme/app:1" }, signal);
  expect(found.digest).toBe(arm64.digest);
  expect(await readFile(file, "latin1")).not.toContain("2020-01-01");
});

it("lists referrers in the index", async () => {
  await pushContent(store, amd64);
  await pushContent(store, referrer);
  await store.tag("1", amd64, { signal });
  const read = new ArchiveStore("oci", file);
  expect(await read.referrers(amd64.digest, signal)).toMatchObject([{ digest: referrer.digest }]);
  expect(await read.listTags(signal)).toEqual(["1"]);
  // It is not an image.
  expect((await read.resolve({ tag: "" }, signal)).digest).toBe(amd64.digest);
});

it("leaves the archive unchanged until everything is pushed", async () => {
  const annotations = { "org.opencontainers.image.ref.name": "old" };
  const old = tarOf(layoutOf([{ content: amd64, annotations }]));
  await writeFile(file, old);
  const [config] = [arm64.config].map(describeBlob);
  if (!config) {
    throw new Error("there is no config");
  }
  // Wrong bytes, too few, too many, and a source that fails.
  const same = Buffer.alloc(config.size);
  for (const [bytes, code] of [
    [same, "digest_mismatch"],
    [same.subarray(1), "size_mismatch"],
    [Buffer.concat([same, same]), "size_mismatch"],
  ] as const) {
    await expect(pushBlob(store, config, bytes)).rejects.toMatchObject({ code });
  }
  const broken = async function* (): AsyncGenerator<Uint8Array> {
    yield arm64.config.bytes.subarray(0, 10);
    throw new Error("gone");
  };
  const pushed = store.pushBlob(config, { open: async () => broken(), signal });
  await expect(pushed).rejects.toThrow("gone");
  await expect(store.fetchBlob(config, signal)).rejects.toMatchObject({ code: "not_found" });
  // A tag whose blobs are missing.
  await store.pushManifest(arm64, signal);
  await expect(store.tag("new", arm64, { signal })).rejects.toMatchObject({ code: "not_found" });
  expect((await readFile(file)).equals(old)).toBe(true);
  // Afterwards a complete push succeeds.
  await pushContent(store, arm64);
  await store.tag("new", arm64, { signal });
  const read = new ArchiveStore("oci", file);
  expect(await read.listTags(signal)).toEqual(["old", "new"]);
  for (const blob of [arm64.config, ...arm64.layers]) {
    expect(Buffer.from(await read.fetchBlob(blob, signal))).toEqual(Buffer.from(blob.bytes));
  }
});

describe("content that waits for a tag", () => {
  const sizeOf = ({ digest, mediaType, bytes }: BuiltImage | BuiltIndex): Descriptor => ({
    digest,
    mediaType,
    size: bytes.byteLength,
  });

  it("can be read, but is reported as missing", async () => {
    await pushContent(store, multi);
    for (const content of [multi, amd64]) {
      expect(await store.hasManifest(sizeOf(content), signal)).toBe(false);
      const { digest, mediaType } = content;
      expect(await store.fetchManifest({ digest }, signal)).toMatchObject({ digest, mediaType });
    }
    const config = describeBlob(amd64.config);
    expect(await store.hasBlob(config, signal)).toBe(false);
    await expect(store.resolve({ tag: "1" }, signal)).rejects.toMatchObject({ code: "not_found" });
    expect(await readdir(folder.path)).toEqual([
      expect.stringMatching(/^\.images\.tar\..*\.partial$/),
    ]);
    await store.tag("1", multi, { signal });
    expect(await store.hasManifest(sizeOf(amd64), signal)).toBe(true);
    expect(await store.hasBlob(config, signal)).toBe(true);
  });

  it("is not transferred again, and is discarded on close", async () => {
    await pushContent(store, amd64);
    const before = await readPartial();
    const neverOpened = async (): Promise<never> => {
      throw new Error("it was opened again");
    };
    for (const blob of [amd64.config, ...amd64.layers]) {
      await store.pushBlob(describeBlob(blob), { open: neverOpened, signal });
    }
    await store.pushManifest(amd64, signal);
    expect((await readPartial()).equals(before)).toBe(true);
    await store.close();
    expect(await readdir(folder.path)).toEqual([]);
  });

  async function readPartial(): Promise<Buffer> {
    const [name = ""] = await readdir(folder.path);
    return await readFile(folder.join(name));
  }
});

it.each(["images.tar.gz", "images.TGZ"])("compresses %s", async (name) => {
  const packed = folder.join(name);
  const to = new ArchiveStore("oci", packed);
  await pushContent(to, multi);
  await to.tag("1", multi, { signal });
  await pushContent(to, arm64);
  await to.tag("2", arm64, { signal });
  expect(gunzipSync(await readFile(packed)).toString("latin1", 257, 262)).toBe("ustar");
  expect(await to.listTags(signal)).toEqual(["1", "2"]);
  expect((await to.fetchManifest({ digest: multi.digest }, signal)).digest).toBe(multi.digest);
  expect(await readdir(folder.path)).toEqual([name]);
});

it("stores blobs whose paths do not fit into a ustar header", async () => {
  const bytes = Buffer.from("a blob of sha512");
  const digest = digestOf(bytes, "sha512");
  const layer = { mediaType: "text/plain", digest, size: bytes.byteLength };
  const image = buildImage({ platform: { os: "linux", architecture: "amd64" }, layers: [] });
  const document = {
    ...(JSON.parse(Buffer.from(image.bytes).toString()) as object),
    layers: [layer],
  };
  const manifest = Buffer.from(JSON.stringify(document));
  const content = { mediaType: image.mediaType, digest: digestOf(manifest), bytes: manifest };
  await pushContent(store, image);
  await pushBlob(store, layer, bytes);
  await store.tag("1", content, { signal });
  const read = new ArchiveStore("oci", file);
  expect(Buffer.from(await read.fetchBlob(layer, signal))).toEqual(bytes);
});

it("streams a large blob in small chunks", async () => {
  const piece = Buffer.alloc(1024 * 1024, "a layer");
  const size = 64 * piece.byteLength;
  const large = async function* (): AsyncGenerator<Uint8Array> {
    for (let sent = 0; sent < size; sent += piece.byteLength) {
      yield piece;
    }
  };
  const digest = digestOf(Buffer.concat(Array.from({ length: 64 }, () => piece)));
  const layer = { mediaType: "application/vnd.oci.image.layer.v1.tar", digest, size };
  let counted = 0;
  await store.pushBlob(layer, {
    open: async () => large(),
    signal,
    onBytes: (count) => {
      counted += count;
    },
  });
  expect(counted).toBe(size);
  const document = Buffer.from(
    JSON.stringify({ ...JSON.parse(Buffer.from(amd64.bytes).toString()), layers: [layer] }),
  );
  await pushContent(store, amd64);
  const content = { mediaType: amd64.mediaType, digest: digestOf(document), bytes: document };
  await store.tag("large", content, { signal });
  const read = new ArchiveStore("oci", file);
  let most = 0;
  let seen = 0;
  for await (const part of await read.openBlob(layer, signal)) {
    most = Math.max(most, part.byteLength);
    seen += part.byteLength;
  }
  expect(seen).toBe(size);
  expect(most).toBeLessThanOrEqual(256 * 1024);
});

describe("rejects a target", () => {
  it.each(["images.tar.zst", "images.tar.xz", "images.tbz2"])("named %s", async (name) => {
    const to = new ArchiveStore("oci", folder.join(name));
    await expect(to.pushManifest(amd64, signal)).rejects.toMatchObject({
      code: "input_invalid",
      hint: expect.stringContaining(".tar") as string,
    });
  });

  it("inside a file", async () => {
    await writeFile(folder.join("file"), "");
    const to = new ArchiveStore("oci", folder.join("file", "images.tar"));
    await expect(to.pushManifest(amd64, signal)).rejects.toMatchObject({ code: "disk" });
  });

  it("that is a folder.path or another file", async () => {
    await mkdir(folder.join("folder.tar"));
    await writeFile(folder.join("notes.tar"), "shopping list");
    for (const name of ["folder.tar", "notes.tar"]) {
      const to = new ArchiveStore("oci", folder.join(name));
      await expect(to.tag("1", amd64, { signal })).rejects.toMatchObject({
        code: "layout_invalid",
      });
    }
    expect(await readFile(folder.join("notes.tar"), "utf8")).toBe("shopping list");
  });

  it.each(["notes.txt", ".profile", ".hidden.tar"])("named %s", async (name) => {
    const to = new ArchiveStore("oci", folder.join(name));
    await expect(to.tag("1", amd64, { signal })).rejects.toMatchObject({ code: "input_invalid" });
    expect(await readdir(folder.path)).toEqual([]);
  });
});
