import { rm, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { decodeManifest } from "../../oci/decode.ts";
import { digestOf } from "../../oci/digest.ts";
import { parseLocation } from "../../oci/location.ts";
import {
  buildAttestation,
  buildImage,
  buildIndex,
  describe as describeBlob,
} from "../../sample/buildImage.ts";
import { packFiles } from "../../sample/packFiles.ts";
import type { Store } from "../store.ts";
import { toTagOrDigest } from "../openStores.ts";
import { dockerSaveOf, layoutOf, tarOf, zstdOf, type TarEntry } from "../../../testing/archives.ts";
import { ArchiveStore } from "./archiveStore.ts";
import { perTest } from "../../../testing/perTest.ts";
import { createTemporaryFolder } from "../../../testing/temporaryFolder.ts";

const { signal } = new AbortController();
const base = packFiles({ "etc/base": "shared by both" });
const alpine = buildImage({
  platform: { os: "linux", architecture: "amd64" },
  layers: [base],
  mediaTypes: "docker",
});
const busybox = buildImage({
  platform: { os: "linux", architecture: "arm64" },
  layers: [base, { "etc/busy": "only here" }, packFiles({ "etc/more": "and here" })],
  mediaTypes: "docker",
});

const folder = perTest(createTemporaryFolder);

/** Supported compressions. */
const packings = {
  plain: (bytes: Buffer): Buffer => bytes,
  gzip: (bytes: Buffer): Buffer => gzipSync(bytes),
  zstd: (bytes: Buffer): Buffer => zstdOf(bytes),
};
const ways = Object.entries(packings);

async function archive(
  entries: readonly TarEntry[],
  pack: (bytes: Buffer) => Buffer = packings.plain,
): Promise<ArchiveStore> {
  // The name is neutral: the content decides.
  const file = folder.join("some file.bin");
  await writeFile(file, pack(tarOf(entries)));
  return new ArchiveStore("oci", file);
}

/** Fetches the image that text after the path selects. */
async function digestFor(store: Store, typed: string): Promise<string> {
  const target = toTagOrDigest(parseLocation(`oci-archive:x.tar${typed}`));
  return (await store.fetchManifest(target, signal)).digest;
}

async function readAll(store: Store, descriptor: Descriptor, offset = 0): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const piece of await store.openBlob(descriptor, signal, offset)) {
    chunks.push(piece);
  }
  return Buffer.concat(chunks);
}

describe.each(ways)("a %s archive of docker save before version 25", (_, pack) => {
  const saved = dockerSaveOf([
    { image: alpine, names: ["alpine:3.20", "alpine:latest"] },
    { image: busybox, names: ["registry.example/tools/busybox:1.36"] },
  ]);

  it("finds images by tag and by reference", async () => {
    const store = await archive(saved, pack);
    const [first, second] = await Promise.all(
      ["alpine:3.20", "1.36"].map((name) => digestFor(store, `:${name}`)),
    );
    expect(first).not.toBe(second);
    for (const name of [":alpine", ":docker.io/library/alpine:latest", ":3.20", ":latest", ""]) {
      expect(await digestFor(store, name)).toBe(first);
    }
    expect(await digestFor(store, ":registry.example/tools/busybox:1.36")).toBe(second);
    expect(await digestFor(store, `@${second}`)).toBe(second);
    expect(await store.listTags(signal)).toEqual([
      "alpine:3.20",
      "alpine:latest",
      "registry.example/tools/busybox:1.36",
    ]);
  });

  it("generates a manifest from its files", async () => {
    const store = await archive(saved, pack);
    const { bytes, mediaType } = await store.fetchManifest({ tag: "1.36" }, signal);
    expect(mediaType).toBe("application/vnd.docker.distribution.manifest.v2+json");
    const { config, layers } = decodeManifest(bytes, "made");
    expect(config).toEqual(describeBlob(busybox.config));
    // The first is a link to a layer of the other image.
    expect(layers).toEqual(busybox.layers.map(describeBlob));
    expect(Buffer.from(await store.fetchBlob(busybox.config, signal))).toEqual(
      Buffer.from(busybox.config.bytes),
    );
    for (const [position, layer] of layers.entries()) {
      const whole = Buffer.from(busybox.layers[position]?.bytes ?? []);
      expect((await readAll(store, layer)).equals(whole)).toBe(true);
      expect((await readAll(store, layer, 100)).equals(whole.subarray(100))).toBe(true);
    }
  });

  it("finds a layer before its image is requested", async () => {
    const store = await archive(saved, pack);
    const [, layer] = busybox.layers.map(describeBlob);
    if (!layer) {
      throw new Error("there is no layer");
    }
    expect(await store.hasBlob(layer, signal)).toBe(true);
    expect(await store.hasBlob({ ...layer, digest: digestOf("no such") }, signal)).toBe(false);
  });
});

describe("an archive of docker save", () => {
  it("reports how it is corrupt", async () => {
    const entries = dockerSaveOf([{ image: busybox, names: null }]);
    const layer = entries.findIndex(({ name }) => name.endsWith("layer.tar"));
    const cases: readonly (readonly [readonly TarEntry[], string])[] = [
      [entries.toSpliced(layer, 1), 'layer.tar" is missing'],
      [
        entries.with(layer, { ...entries[layer], name: entries[layer]?.name ?? "", bytes: "x" }),
        "is not the layer",
      ],
      [
        entries.filter(({ name }) => !name.endsWith(".json") || name === "manifest.json"),
        "is missing",
      ],
      [
        entries.map((entry) =>
          entry.name === "manifest.json" ? { ...entry, bytes: '{"Config": 1}' } : entry,
        ),
        "not a list",
      ],
      [
        entries.map((entry) =>
          entry.name === "manifest.json"
            ? { ...entry, bytes: '[{"Config": "../../etc/passwd"}]' }
            : entry,
        ),
        "is missing",
      ],
      [entries.filter(({ name }) => name !== "manifest.json"), "contains no images"],
    ];
    for (const [corrupt, message] of cases) {
      const store = await archive(corrupt);
      await expect(store.fetchManifest({ tag: "" }, signal)).rejects.toMatchObject({
        code: "layout_invalid",
        message: expect.stringContaining(message) as string,
      });
    }
  });

  it("rejects a push", async () => {
    const store = await archive(dockerSaveOf([{ image: alpine, names: null }]));
    await expect(store.tag("1", busybox, { signal })).rejects.toMatchObject({
      code: "input_invalid",
    });
    const named = new ArchiveStore("docker", folder.join("new.tar"));
    await expect(named.pushManifest(alpine, signal)).rejects.toMatchObject({
      code: "input_invalid",
      hint: expect.stringContaining("oci-archive://") as string,
    });
  });

  it("finds its only image by digest or without a tag", async () => {
    const store = await archive(dockerSaveOf([{ image: alpine, names: null }]));
    const digest = await digestFor(store, "");
    expect(await store.listLocations(signal)).toEqual([
      `docker-archive://${folder.join("some file.bin")}@${digest}`,
    ]);
    await expect(digestFor(store, ":latest")).rejects.toMatchObject({ code: "not_found" });
  });
});

const multi = buildIndex({ entries: [alpine, buildAttestation(alpine), busybox] });
const refName = "org.opencontainers.image.ref.name";
const imageName = "io.containerd.image.name";

describe.each(ways)("a %s archive with an OCI layout", (_, pack) => {
  it("finds images, children and referrers", async () => {
    const referrer = buildAttestation(alpine, "referrer");
    const store = await archive(
      layoutOf([
        { content: multi, annotations: { [refName]: "1.0" } },
        { content: alpine, annotations: { [refName]: "docker.io/library/alpine:3.20" } },
        { content: referrer },
      ]),
      pack,
    );
    expect(await digestFor(store, ":1.0")).toBe(multi.digest);
    expect(await digestFor(store, ":alpine:3.20")).toBe(alpine.digest);
    const child = await store.fetchManifest({ digest: busybox.digest }, signal);
    expect(child).toMatchObject({ mediaType: busybox.mediaType, digest: busybox.digest });
    for (const blob of busybox.layers) {
      expect((await readAll(store, describeBlob(blob))).equals(Buffer.from(blob.bytes))).toBe(true);
    }
    expect(await store.referrers(alpine.digest, signal)).toMatchObject([
      { digest: referrer.digest },
    ]);
    expect(await store.referrers(busybox.digest, signal)).toEqual([]);
    expect(await store.listTags(signal)).toEqual(["1.0", "docker.io/library/alpine:3.20"]);
  });
});

describe("an archive with an OCI layout", () => {
  it("from docker save is read with its original manifests", async () => {
    const both = [
      {
        content: alpine,
        annotations: { [refName]: "1", [imageName]: "docker.io/library/alpine:1" },
      },
      { content: multi, annotations: { [refName]: "1", [imageName]: "docker.io/acme/multi:1" } },
    ];
    const list = dockerSaveOf([{ image: alpine, names: ["alpine:1"] }]);
    const store = await archive([...layoutOf(both), ...list]);
    expect(await digestFor(store, ":alpine:1")).toBe(alpine.digest);
    expect(await digestFor(store, ":docker.io/acme/multi:1")).toBe(multi.digest);
    // Both images have the tag.
    await expect(digestFor(store, ":1")).rejects.toMatchObject({
      code: "input_invalid",
      hint: expect.stringContaining("docker.io/acme/multi:1") as string,
    });
    const file = `oci-archive://${folder.join("some file.bin")}`;
    expect(await store.listLocations(signal)).toEqual([
      `${file}:docker.io/library/alpine:1`,
      `${file}:docker.io/acme/multi:1`,
    ]);
  });

  it("finds its only image, or latest, without a tag", async () => {
    const one = { content: alpine, annotations: { [refName]: "3.20" } };
    const attestation = { content: buildAttestation(alpine) };
    let store = await archive(layoutOf([one]));
    expect(await digestFor(store, "")).toBe(alpine.digest);
    await expect(digestFor(store, ":latest")).rejects.toMatchObject({ code: "not_found" });
    store = await archive(layoutOf([{ content: alpine }]));
    expect(await digestFor(store, "")).toBe(alpine.digest);
    store = await archive(
      layoutOf([one, { content: multi, annotations: { [refName]: "latest" } }]),
    );
    expect(await digestFor(store, "")).toBe(multi.digest);
    store = await archive(layoutOf([one, { content: multi, annotations: { [refName]: "2" } }]));
    await expect(digestFor(store, "")).rejects.toMatchObject({
      code: "input_invalid",
      hint: expect.stringContaining("3.20, 2") as string,
    });
    // An image without a tag does not count.
    store = await archive(layoutOf([one, attestation]));
    expect(await digestFor(store, "")).toBe(alpine.digest);
  });

  it("detects blobs that do not match their digest", async () => {
    const lying = layoutOf([{ content: alpine, annotations: { [refName]: "1" } }]).map((entry) =>
      entry.name.startsWith("blobs/")
        ? { ...entry, bytes: Buffer.alloc(entry.bytes?.length ?? 0, "{ ") }
        : entry,
    );
    for (const [, pack] of ways) {
      const store = await archive(lying, pack);
      const mismatch = { code: "digest_mismatch" };
      await expect(store.fetchManifest({ tag: "1" }, signal)).rejects.toMatchObject(mismatch);
      await expect(store.fetchBlob(alpine.config, signal)).rejects.toMatchObject(mismatch);
      const [layer] = alpine.layers.map(describeBlob);
      if (!layer) {
        throw new Error("there is no layer");
      }
      await expect(readAll(store, layer)).rejects.toMatchObject(mismatch);
    }
  });

  const good = layoutOf([{ content: alpine, annotations: { [refName]: "1" } }]);
  const index = good.find(({ name }) => name === "index.json") as TarEntry;
  it.each<[string, readonly TarEntry[], string]>([
    ["an index that is not JSON", [{ name: "index.json", bytes: "<html>" }], "manifest_invalid"],
    ["an index of 9 MiB", [{ ...index, bytes: Buffer.alloc(9 * 1024 * 1024, " ") }], "too_large"],
    ["two indexes", [...good, index], "layout_invalid"],
    [
      "an index that is a link to another",
      [...good, { ...index, name: "i" }, { name: "./index.json", type: "2", target: "i" }],
      "layout_invalid",
    ],
    [
      "a link to itself for an index",
      [{ name: "index.json", type: "2", target: "index.json" }],
      "layout_invalid",
    ],
    ["no images", [{ name: "readme.txt", bytes: "hello" }], "layout_invalid"],
  ])("rejects %s", async (_, entries, code) => {
    for (const [, pack] of ways) {
      const store = await archive(entries, pack);
      await expect(store.resolve({ tag: "1" }, signal)).rejects.toMatchObject({ code });
    }
  });

  it.each([
    ["xz", Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4]), "compressed with xz"],
    ["bzip2", Buffer.from("BZh91AY&SY"), "compressed with bzip2"],
    ["half of gzip", gzipSync(tarOf(good)).subarray(0, 300), "truncated"],
    ["damaged gzip", gzipSync(tarOf(good)).fill(7, 200, 260), "compressed data is corrupt"],
    ["half of zstd", zstdOf(tarOf(good)).subarray(0, 3000), "truncated"],
  ])("reports %s", async (_, bytes, message) => {
    const file = folder.join("a.tar");
    await writeFile(file, bytes);
    await expect(new ArchiveStore("oci", file).resolve({ tag: "1" }, signal)).rejects.toMatchObject(
      {
        code: "layout_invalid",
        message: expect.stringContaining(message) as string,
      },
    );
  });

  it("is read again after it was replaced, and never mixes versions", async () => {
    const store = await archive(good);
    const [layer] = alpine.layers.map(describeBlob);
    if (!layer) {
      throw new Error("there is no layer");
    }
    const stream = await store.openBlob(layer, signal);
    await archive(layoutOf([{ content: multi, annotations: { [refName]: "2" } }]));
    const read = async (): Promise<void> => {
      for await (const piece of stream) {
        expect(piece).toBeUndefined();
      }
    };
    await expect(read()).rejects.toMatchObject({ code: "disk", retryable: true });
    expect(await store.listTags(signal)).toEqual(["2"]);
    await rm(folder.join("some file.bin"));
    await expect(store.resolve({ tag: "2" }, signal)).rejects.toMatchObject({ code: "not_found" });
    expect(await store.hasBlob(layer, signal)).toBe(false);
  });

  it("stops reading when it is aborted", async () => {
    const stop = new AbortController();
    const store = await archive(good, packings.gzip);
    stop.abort();
    await expect(store.resolve({ tag: "1" }, stop.signal)).rejects.toMatchObject({
      name: "AbortError",
    });
    expect((await store.resolve({ tag: "1" }, signal)).digest).toBe(alpine.digest);
  });
});
