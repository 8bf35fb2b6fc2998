import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { array, constantFrom, nat, oneof, record, string, tuple, uint8Array } from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ArchiveStore } from "../../engine/stores/archive/archiveStore.ts";
import { StreamByteReader } from "../../engine/stores/archive/byteReader.ts";
import { readTar } from "../../engine/stores/archive/readTar.ts";
import { readHeader, writeHeader } from "../../engine/stores/archive/tarHeader.ts";
import { unpackZstd } from "../../engine/stores/archive/zstd.ts";
import { formatLocation, parseLocation } from "../../engine/oci/location.ts";
import { buildAttestation, buildImage, buildIndex } from "../../engine/sample/buildImage.ts";
import { dockerSaveOf, layoutOf, tarOf, zstdOf } from "../archives.ts";
import { damage } from "./damage.ts";
import { fuzz, texts } from "./fuzz.ts";

const { signal } = new AbortController();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-fuzz-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += 777) {
    yield bytes.subarray(at, at + 777);
  }
}

/** Entries with valid checksums, so that their other fields are read. */
const entries = array(
  record(
    {
      name: oneof(
        constantFrom(
          "index.json",
          "manifest.json",
          "./a",
          "../a",
          "/a",
          "a/",
          "",
          "blobs/sha256/x",
        ),
        string({ unit: "binary", maxLength: 100 }).map((text) =>
          Buffer.from(text).toString("latin1", 0, 99),
        ),
      ),
      bytes: oneof(
        constantFrom("", "{}", "[]", "10 path=b\n", "11 size=12\n", "9 size=1\n", "{".repeat(600)),
        string({ maxLength: 40 }),
      ),
      type: constantFrom(
        "0",
        "0",
        "0",
        "\0",
        "1",
        "2",
        "5",
        "7",
        "x",
        "x",
        "g",
        "L",
        "K",
        "S",
        "Z",
      ),
      target: constantFrom("", "a", "../a", "index.json", "/a"),
      size: oneof(
        uint8Array({ minLength: 12, maxLength: 12 }),
        constantFrom("00000000001\0", "77777777777\0", "            "),
      ),
    },
    { requiredKeys: ["name"] },
  ),
  { maxLength: 6 },
).map(tarOf);

it("reads tar archives or throws an EngineError; no name leaves the archive", async () => {
  const read = async (bytes: Uint8Array): Promise<void> => {
    let before = 0;
    for await (const entry of readTar(
      new StreamByteReader(chunks(bytes), { archive: "fuzz.tar" }, signal),
    )) {
      const names = entry.kind === "link" ? [entry.name, entry.target] : [entry.name];
      for (const name of names) {
        expect(name).not.toMatch(/^\/|^$|(?:^|\/)\.{1,2}(?:\/|$)/);
      }
      if (entry.kind === "link") {
        continue;
      }
      expect(entry.offset).toBeGreaterThanOrEqual(before);
      expect(entry.offset % 512).toBe(0);
      before = entry.offset;
    }
  };
  const real = tarOf([
    { name: "x", type: "x", bytes: "19 path=index.json\n" },
    { name: "short", bytes: "{}" },
    { name: "link", type: "2", target: "./index.json" },
  ]);
  const noise = uint8Array({ maxLength: 2000 });
  const share = await fuzz(oneof(entries, damage(real), noise), read);
  expect(share).toBeGreaterThan(0.05);
}, 300_000);

it("reads back the headers that it writes", async () => {
  const field = tuple(string({ minLength: 1, maxLength: 300 }), nat(Number.MAX_SAFE_INTEGER));
  await fuzz(field, async ([text, size]) => {
    const name = text.replaceAll(/[/\0]|\.\./g, "_");
    const bytes = writeHeader(name, size);
    const header = readHeader(Buffer.from(bytes.subarray(-512)));
    if (header === undefined || header instanceof Error) {
      throw new Error("no header");
    }
    const read = (bytes.byteLength === 512 ? header : { ...header, name, size }) as object;
    expect(read).toMatchObject({ name, size });
  });
}, 300_000);

it("decompresses Zstandard or throws an EngineError", async () => {
  // Output of zstd, so that tables and sequences are damaged too.
  const packed = Buffer.from("KLUv/QRolQAAWE1hbmlmZXN0cnkgAQCqVosXXyS0Kg==", "base64");
  const raw = zstdOf(Buffer.from("raw"));
  const frames = oneof(damage(packed), damage(raw), damage(Buffer.concat([packed, raw, packed])));
  const share = await fuzz(frames, async (bytes) => {
    let size = 0;
    const unpacked = unpackZstd(
      new StreamByteReader(chunks(bytes), { archive: "fuzz.zst" }, signal),
    );
    const cursor = new StreamByteReader(unpacked, { archive: "fuzz.tar" }, signal);
    for (let read = -1; read !== 0; size += read) {
      read = (await cursor.read(1e6)).byteLength;
    }
    expect(size).toBeLessThanOrEqual(8 * 128 * 1024);
  });
  expect(share).toBeGreaterThan(0.05);
}, 300_000);

it("reads damaged image archives or throws an EngineError", async () => {
  const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
  const index = buildIndex({ entries: [image, buildAttestation(image)] });
  const annotations = { "org.opencontainers.image.ref.name": "1" };
  const plain = [
    tarOf(layoutOf([{ content: index, annotations }])),
    tarOf(dockerSaveOf([{ image, names: ["alpine:1"] }])),
  ];
  const files = plain.flatMap((bytes) => [bytes, gzipSync(bytes), zstdOf(bytes)]);
  const file = path.join(folder, "damaged.tar");
  const share = await fuzz(oneof(...files.map(damage)), async (bytes) => {
    await writeFile(file, bytes);
    const store = new ArchiveStore("oci", file);
    await store.listLocations(signal);
    const { digest } = await store.fetchManifest({ tag: "1" }, signal);
    await store.referrers(digest, signal);
  });
  expect(share).toBeGreaterThan(0.05);
}, 300_000);

it("parses locations or throws an EngineError; formatted locations parse again", async () => {
  const words = [
    "oci-layout://",
    "oci-archive:",
    "oci-archive://",
    "docker-archive://",
    "C:\\",
    "/",
    ":",
    "@",
    ".tar",
    ".tar.gz",
    ".tgz",
    " ",
    "alpine",
    "3.20",
    "localhost:5000",
    `sha256:${"5e".repeat(32)}`,
    "\0",
  ];
  const prefixed = tuple(constantFrom("oci-archive:", "docker-archive://"), texts(words)).map(
    (parts) => parts.join(""),
  );
  const share = await fuzz(oneof(texts(words), prefixed), (text) => {
    const location = parseLocation(text);
    expect(parseLocation(formatLocation(location))).toEqual(location);
  });
  expect(share).toBeGreaterThan(0.05);
}, 300_000);
