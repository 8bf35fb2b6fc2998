import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, it } from "vitest";
import { buildImage } from "../sample/buildImage.ts";
import { sampleImages } from "../sample/sampleImages.ts";
import { dockerSaveOf, layoutOf, tarOf, zstdOf } from "../../testing/archives.ts";
import { readSourcesFromPaths } from "./readSourcesFromPaths.ts";

const { signal } = new AbortController();
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-find-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

it("reads all tags of a layout from its folder or one of its files", async () => {
  const layout = path.join(folder, "a layout");
  const images = await sampleImages(layout);
  const expected = { texts: images.map(({ text }) => text), lists: [], failures: [] };
  expect(await readSourcesFromPaths([layout], signal)).toEqual(expected);
  expect(await readSourcesFromPaths([path.join(layout, "index.json")], signal)).toEqual(expected);
});

it("reads a descriptor file, and fails for other files", async () => {
  const descriptor = path.join(folder, "descriptor.json");
  const digest = `sha256:${"a".repeat(64)}`;
  await writeFile(descriptor, `{"digest": "${digest}", "extra": "dropped"}\n`);
  const config = path.join(folder, "config.json");
  await writeFile(config, '{"auths": {"ghcr.io": {"auth": "c2VjcmV0"}}}');
  const notes = path.join(folder, "notes.txt");
  await writeFile(notes, "shopping list");
  const large = path.join(folder, "large.tar");
  await writeFile(large, Buffer.alloc(300_000));
  const empty = path.join(folder, "empty");
  await mkdir(empty);
  const found = await readSourcesFromPaths(
    [descriptor, config, notes, large, empty, path.join(folder, "gone")],
    signal,
  );
  expect(found.texts).toEqual([JSON.stringify({ digest })]);
  expect(JSON.stringify(found)).not.toContain("c2VjcmV0");
  expect(found.failures.map(({ code }) => code)).toEqual([
    "input_invalid",
    "input_invalid",
    "input_invalid",
    "not_found",
    "disk",
  ]);
  expect(found.failures.at(-1)?.message).toMatch(/gone: no such file or folder\.$/);
  expect(found.failures[2]?.message).toMatch(/^large\.tar is not .*, and too large for a list/);
});

it("reads the entries of an index as descriptors", async () => {
  const index = path.join(folder, "app.json");
  const [first, second] = ["a", "b"].map((letter) => ({ digest: `sha256:${letter.repeat(64)}` }));
  await writeFile(
    index,
    JSON.stringify({ schemaVersion: 2, manifests: [first, second], extra: 1 }),
  );
  const { texts, lists, failures } = await readSourcesFromPaths([index], signal);
  expect({ texts, lists, failures }).toEqual({
    texts: [JSON.stringify(first), JSON.stringify(second)],
    lists: [],
    failures: [],
  });
});

it("reads the references of text files, and nothing else of them", async () => {
  const list = path.join(folder, "list.txt");
  await writeFile(list, "# images\nghcr.io/acme/app:1\nalpine\nTOKEN=hunter2\n");
  const words = path.join(folder, "words.txt");
  await writeFile(words, "milk\neggs\n");
  const binary = path.join(folder, "binary.txt");
  await writeFile(binary, Buffer.from("ghcr.io/acme/app:1\0"));
  const latin1 = path.join(folder, "latin1.txt");
  await writeFile(latin1, Buffer.from("ghcr.io/acme/app:1\n\xe9", "latin1"));
  const long = path.join(folder, "long.txt");
  await writeFile(long, "ghcr.io/acme/app:1\n".repeat(20_000));
  const found = await readSourcesFromPaths([list, words, binary, latin1, long], signal);
  expect(found.texts).toEqual([]);
  expect(found.lists).toMatchObject([
    {
      name: "list.txt",
      result: { sources: ["ghcr.io/acme/app:1", "alpine"] },
      problems: [{ line: 4 }],
    },
  ]);
  expect(JSON.stringify(found)).not.toContain("hunter2");
  expect(found.failures.map(({ code }) => code)).toEqual(Array(4).fill("input_invalid"));
});

it("reads all images of an archive of any format and compression", async () => {
  const image = buildImage({ platform: { os: "linux", architecture: "amd64" }, layers: [] });
  const other = buildImage({ platform: { os: "linux", architecture: "arm64" }, layers: [] });
  const saved = tarOf(dockerSaveOf([{ image, names: ["alpine:3.20", "alpine:latest"] }]));
  const annotations = { "org.opencontainers.image.ref.name": "1.0" };
  const layout = layoutOf([{ content: image, annotations }, { content: other }]);
  const odd = layoutOf([
    { content: image, annotations: { "org.opencontainers.image.ref.name": "not+a/Tag" } },
  ]);
  const names = ["docker save.tar", "packed.tar.gz", "oci.tar.zst", "odd.tar", "no.tgz"];
  const [docker = "", gzip = "", zstd = "", strange = "", broken = ""] = names.map((name) =>
    path.join(folder, name),
  );
  await writeFile(docker, saved);
  await writeFile(gzip, gzipSync(saved));
  await writeFile(zstd, zstdOf(tarOf(layout)));
  await writeFile(strange, tarOf(odd));
  await writeFile(broken, gzipSync("no archive"));
  const found = await readSourcesFromPaths([docker, gzip, zstd, strange, broken], signal);
  expect(found.texts).toEqual([
    `docker-archive://${docker}:alpine:3.20`,
    `docker-archive://${docker}:alpine:latest`,
    `docker-archive://${gzip}:alpine:3.20`,
    `docker-archive://${gzip}:alpine:latest`,
    `oci-archive://${zstd}:1.0`,
    `oci-archive://${zstd}@${other.digest}`,
    `oci-archive://${strange}@${image.digest}`,
  ]);
  expect(found.failures.map(({ code }) => code)).toEqual(["layout_invalid"]);
});

it("creates the same sample library each time, and keeps an existing one", async () => {
  const first = path.join(folder, "first");
  const images = await sampleImages(first);
  expect(await sampleImages(first)).toEqual(images);
  const { LayoutStore } = await import("../stores/layout/layoutStore.ts");
  const tags = images.map(({ text }) => text.slice(text.lastIndexOf(":") + 1));
  await sampleImages(path.join(folder, "second"));
  for (const tag of tags) {
    const digests = await Promise.all(
      ["first", "second"].map(
        async (name) => (await new LayoutStore(path.join(folder, name)).resolve({ tag })).digest,
      ),
    );
    expect(digests[0]).toBe(digests[1]);
  }
});

it.each([
  ["npmrc", "//registry.example/:_authToken=npm_s3cret\n"],
  [
    "key",
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNza/x:1\nAAAAB3/y:2\n-----END OPENSSH PRIVATE KEY-----\n",
  ],
  ["netrc", "machine registry.example\nlogin me\npassword s3cret/x:1\n"],
  ["env", "REGISTRY_PASSWORD=s3cret/x:1\n"],
  ["log", "alpine:3.20\nwhat is this?\nand what is that?\n"],
])("refuses a file with credentials or little else than references: %s", async (name, text) => {
  const file = path.join(folder, name);
  await writeFile(file, text);
  const found = await readSourcesFromPaths([file], signal);
  expect(found.lists).toEqual([]);
  expect(found.texts).toEqual([]);
  expect(JSON.stringify(found)).not.toContain("s3cret");
  expect(found.failures).toHaveLength(1);
});
