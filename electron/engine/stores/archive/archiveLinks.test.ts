import { readFile, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { digestOf } from "../../oci/digest.ts";
import { buildImage, describe as describeBlob } from "../../sample/buildImage.ts";
import { layoutOf, tarOf, type TarEntry } from "../../../testing/archives.ts";
import { pushContent } from "../../../testing/storeContent.ts";
import { ArchiveStore } from "./archiveStore.ts";
import { perTest } from "../../../testing/perTest.ts";
import { createTemporaryFolder } from "../../../testing/temporaryFolder.ts";

const { signal } = new AbortController();
const amd64 = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const arm64 = buildImage({ platform: { os: "linux", architecture: "arm64" } });

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

describe("an archive whose blobs are links", () => {
  const annotations = { "org.opencontainers.image.ref.name": "1" };
  const linked = amd64.layers.map(describeBlob)[0]?.digest ?? "";
  const isLinked = ({ name }: TarEntry): boolean => name === nameOf(linked);
  const entries = layoutOf([{ content: amd64, annotations }]);
  const bytes = entries.find(isLinked)?.bytes ?? "";
  const sha512 = digestOf(bytes, "sha512");

  function nameOf(digest: string): string {
    return `blobs/${digest.replace(":", "/")}`;
  }

  it.each([
    ["symbolic", "images.tar", "2", "../../layers/first"],
    ["hard", "images.tar", "1", "layers/first"],
    ["symbolic", "images.tgz", "2", "../../layers/first"],
  ])("keeps %s links in %s", async (_, name, type, target) => {
    const at = folder.join(name);
    const tar = tarOf([
      // It has two names. One precedes its bytes and is too long for a ustar header.
      { name: "././@LongLink", type: "L", bytes: `${nameOf(sha512)}\0` },
      { name: "long", type, target },
      { name: "layers/first", bytes },
      ...entries.map((entry) => (isLinked(entry) ? { name: entry.name, type, target } : entry)),
    ]);
    await writeFile(at, name.endsWith(".tgz") ? gzipSync(tar) : tar);
    const to = new ArchiveStore("oci", at);
    await pushContent(to, arm64);
    await to.tag("2", arm64, { signal });
    const read = new ArchiveStore("oci", at);
    expect(await read.listTags(signal)).toEqual(["1", "2"]);
    for (const digest of [linked, sha512]) {
      const found = await read.fetchBlob({ digest }, signal);
      expect(Buffer.from(found).equals(Buffer.from(bytes))).toBe(true);
    }
  });

  it("is left unchanged if several links point to one file", async () => {
    const other = nameOf(digestOf("not what the file is"));
    const tar = tarOf([...entries, { name: other, type: "1", target: nameOf(linked) }]);
    await writeFile(file, tar);
    await pushContent(store, arm64);
    await expect(store.tag("2", arm64, { signal })).rejects.toMatchObject({
      code: "layout_invalid",
    });
    expect((await readFile(file)).equals(tar)).toBe(true);
  });

  it("is left unchanged if a link has no target, until the blob is pushed", async () => {
    const tar = tarOf([
      { name: "notes", type: "2", target: "nowhere" },
      ...entries.map((entry) =>
        isLinked(entry) ? { name: entry.name, type: "2", target: "nowhere" } : entry,
      ),
    ]);
    await writeFile(file, tar);
    await pushContent(store, arm64);
    await expect(store.tag("2", arm64, { signal })).rejects.toMatchObject({
      code: "layout_invalid",
      message: expect.stringContaining(linked.slice(7)) as string,
    });
    expect((await readFile(file)).equals(tar)).toBe(true);
    await pushContent(store, amd64);
    await store.tag("2", arm64, { signal });
    expect(await store.listTags(signal)).toEqual(["1", "2"]);
    expect(
      Buffer.from(await store.fetchBlob({ digest: linked }, signal)).equals(Buffer.from(bytes)),
    ).toBe(true);
  });
});
