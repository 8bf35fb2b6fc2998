import { readFile, stat, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { describe as describeBlob } from "../../sample/buildImage.ts";
import { layoutBlobs, layoutOf, tarOf, type TarEntry } from "../../../testing/archives.ts";
import { pushContent } from "../../../testing/storeContent.ts";
import { amd64, arm64, linux, signal } from "../../../testing/workbench.ts";
import { ArchiveFile } from "./archiveFile.ts";
import { ArchiveStore } from "./archiveStore.ts";
import { findFile } from "./archiveContents.ts";
import { perTest } from "../../../testing/perTest.ts";
import { createTemporaryFolder } from "../../../testing/temporaryFolder.ts";

const refName = "org.opencontainers.image.ref.name";
const imageName = "io.containerd.image.name";

const folder = perTest(createTemporaryFolder);

async function write(name: string, entries: readonly TarEntry[]): Promise<string> {
  const file = folder.join(name);
  const tar = tarOf(entries);
  await writeFile(file, name.endsWith(".tar") ? tar : gzipSync(tar));
  return file;
}

async function readText(file: string, name: string): Promise<string | undefined> {
  const archive = new ArchiveFile(file);
  const contents = await archive.contents(signal);
  const place = findFile(contents, name);
  const bytes = place && (await archive.read(contents, { range: place, limit: 1_000_000 }, signal));
  return bytes && Buffer.from(bytes).toString();
}

describe.each(["images.tar", "images.tar.gz"])("a push to %s", (name) => {
  it.each<[string, readonly TarEntry[]]>([
    ["a web site", [{ name: "index.json", bytes: '{"name":"my-site"}' }]],
    ["files", [{ name: "README", bytes: "hello" }]],
    ["an index without a list", [{ name: "index.json", bytes: "{}" }]],
  ])("leaves an archive of %s unchanged", async (_, entries) => {
    const file = await write(name, entries);
    const before = await readFile(file);
    const store = new ArchiveStore("oci", file);
    await expect(pushContent(store, amd64)).rejects.toMatchObject({ code: "layout_invalid" });
    await expect(store.tag("1", amd64, { signal })).rejects.toMatchObject({
      code: "layout_invalid",
    });
    await store.close();
    expect(await readFile(file)).toEqual(before);
  });

  it("keeps other files, and everything else in the index, byte for byte", async () => {
    const { mediaType, digest, bytes } = amd64;
    const entry = `{ "size": ${bytes.byteLength}, "digest":"${digest}","mediaType":"${mediaType}", "x": [1.50], "annotations": {"z": "1", "${refName}": "1", "a": "2"} }`;
    const index = `{\n   "future": 1e2,\n   "manifests": [ ${entry} ],\n   "schemaVersion": 2\n}\n`;
    const mark = '{ "imageLayoutVersion": "1.0.0", "x": 1 }';
    const file = await write(name, [
      { name: "oci-layout", bytes: mark },
      ...layoutBlobs([amd64]),
      { name: "docs/README", bytes: "read me" },
      { name: "manifest.json", bytes: "[]" },
      { name: "index.json", bytes: index },
    ]);
    const store = new ArchiveStore("oci", file);
    await pushContent(store, arm64);
    await store.tag("2", arm64, { signal });
    expect(await readText(file, "docs/README")).toBe("read me");
    expect(await readText(file, "oci-layout")).toBe(mark);
    // It would still have the old tags.
    expect(await readText(file, "manifest.json")).toBeUndefined();
    const added = `, ${JSON.stringify({
      mediaType: arm64.mediaType,
      digest: arm64.digest,
      size: arm64.bytes.byteLength,
      annotations: { [refName]: "2" },
    })}`;
    expect(await readText(file, "index.json")).toBe(index.replace(entry, `${entry}${added}`));
  });

  it("rejects a tag that two full references have", async () => {
    const images = ["docker.io/acme/app:1", "docker.io/acme/web:1"].map((whole) => ({
      content: amd64,
      annotations: { [refName]: "1", [imageName]: whole },
    }));
    const file = await write(name, layoutOf(images));
    const store = new ArchiveStore("oci", file);
    // Both are the same image, so it can be read.
    expect((await store.fetchManifest({ tag: "1" }, signal)).digest).toBe(amd64.digest);
    const ambiguous = {
      code: "input_invalid",
      choices: [
        { text: `oci-archive://${file}:docker.io/acme/app:1` },
        { text: `oci-archive://${file}:docker.io/acme/web:1` },
      ],
    };
    await expect(store.resolve({ tag: "1" }, signal)).rejects.toMatchObject(ambiguous);
    await pushContent(store, arm64);
    await expect(store.tag("1", arm64, { signal })).rejects.toMatchObject(ambiguous);
    await store.tag("docker.io/acme/web:1", arm64, { signal });
    expect((await store.resolve({ tag: "acme/app:1" }, signal)).digest).toBe(amd64.digest);
    expect((await store.resolve({ tag: "acme/web:1" }, signal)).digest).toBe(arm64.digest);
  });

  it("replaces a blob with the right size and wrong content", async () => {
    const [layer] = amd64.layers.map(describeBlob);
    if (!layer) {
      throw new Error("there is no layer");
    }
    const wrong = `blobs/${layer.digest.replace(":", "/")}`;
    const annotations = { [refName]: "1" };
    const entries = layoutOf([{ content: amd64, annotations }, { content: linux("s390x") }]);
    const file = await write(
      name,
      entries.map((entry) =>
        entry.name === wrong ? { name: wrong, bytes: Buffer.alloc(layer.size, "x") } : entry,
      ),
    );
    const store = new ArchiveStore("oci", file);
    const { config } = amd64;
    expect(await store.hasBlob(layer, signal)).toBe(false);
    expect(await store.hasBlob(describeBlob(config), signal)).toBe(true);
    expect(await store.hasBlob({ ...describeBlob(config), size: 1 }, signal)).toBe(false);
    await pushContent(store, amd64);
    await store.tag("1", amd64, { signal });
    expect(await store.hasBlob(layer, signal)).toBe(true);
    expect((await stat(file)).isFile()).toBe(true);
  });
});
