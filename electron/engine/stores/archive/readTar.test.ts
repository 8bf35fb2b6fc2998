import { execFile } from "node:child_process";
import { mkdir, open, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { entryBytes, tarOf, type TarEntry } from "../../../testing/archives.ts";
import { FileByteReader, StreamByteReader } from "./byteReader.ts";
import { readTar } from "./readTar.ts";
import { perTest } from "../../../testing/perTest.ts";
import { createTemporaryFolder } from "../../../testing/temporaryFolder.ts";

const run = promisify(execFile);
const { signal } = new AbortController();

const folder = perTest(createTemporaryFolder);

type Found = Awaited<ReturnType<typeof list>>;

/** Lists an archive as a file and as a stream, which must give equal results and errors. */
async function read(bytes: Buffer): Promise<Found> {
  const file = folder.join("read.tar");
  await writeFile(file, bytes);
  const handle = await open(file);
  const streamed = list(new StreamByteReader(slices(bytes), { archive: file }, signal));
  const ways = [
    list(new FileByteReader(handle, { archive: file, size: bytes.byteLength }, signal)),
    streamed,
  ];
  const [byPosition, asStream] = await Promise.allSettled(ways);
  await handle.close();
  expect(asStream).toEqual(byPosition);
  return await streamed;
}

async function list(cursor: StreamByteReader | FileByteReader) {
  const found = [];
  for await (const entry of readTar(cursor)) {
    found.push(entry);
  }
  return found;
}

async function* slices(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += 1000) {
    yield bytes.subarray(at, at + 1000);
  }
}

describe.each(["ustar", "gnu", "pax", "v7"])("the output of tar --format=%s", (format) => {
  it("lists files with their positions", async () => {
    // v7 has 99 characters for the name, ustar 100 and a prefix, the others are unlimited.
    const deep = { v7: "a/b", ustar: "d".repeat(120), gnu: "d".repeat(200), pax: "d".repeat(200) };
    const name = path.join(deep[format as keyof typeof deep], "file");
    await mkdir(folder.join(path.dirname(name)), { recursive: true });
    await writeFile(folder.join(name), "the content of the file");
    await writeFile(folder.join("empty"), "");
    const archive = folder.join("written.tar");
    await run("tar", [
      "-cf",
      archive,
      `--format=${format}`,
      "-C",
      folder.path,
      "./empty",
      `./${name}`,
    ]);
    const bytes = await readFile(archive);
    const [empty, file] = await read(bytes);
    expect(empty).toMatchObject({ kind: "file", name: "empty", size: 0 });
    if (file?.kind !== "file") {
      throw new Error("there is no file");
    }
    expect(file.name).toBe(name);
    expect(bytes.toString("utf8", file.offset, file.offset + file.size)).toBe(
      "the content of the file",
    );
  });
});

describe("names and links", () => {
  const inside = { name: "inside", bytes: "x" };
  it.each<[string, TarEntry]>([
    ["a path with ..", { name: "../index.json", bytes: "x" }],
    ["an absolute path", { name: "/index.json", bytes: "x" }],
    ["a path with .. in the middle", { name: "blobs/../index.json", bytes: "x" }],
    ["an empty path", { name: "./", bytes: "x" }],
    ["a folder", { name: "blobs/", type: "5" }],
    ["an old folder", { name: "blobs/" }],
    ["a device", { name: "null", type: "3" }],
    [
      "a link that leads out of the archive",
      { name: "a/b", type: "2", target: "../../etc/passwd" },
    ],
    ["an absolute link", { name: "a", type: "2", target: "/etc/passwd" }],
    [
      "a hard link that leads out of the archive",
      { name: "a", type: "1", target: "../etc/passwd" },
    ],
    ["an unknown type", { name: "a", type: "Q", bytes: "whatever it is" }],
    ["a global pax header", { name: "g", type: "g", bytes: "21 path=index.json\n" }],
    ["a sparse file", { name: "a", type: "S", bytes: "its parts" }],
  ])("skips %s", async (_, entry) => {
    expect(await read(tarOf([entry, inside]))).toMatchObject([{ name: "inside", size: 1 }]);
  });

  it("skips a sparse file in pax format", async () => {
    const sparse = { name: "x", type: "x", bytes: "22 GNU.sparse.major=1\n" };
    const found = await read(tarOf([sparse, { name: "a", bytes: "its parts" }, inside]));
    expect(found).toMatchObject([{ name: "inside" }]);
  });

  it("resolves links to paths in the archive", async () => {
    const found = await read(
      tarOf([
        { name: "./a/layer.tar", type: "2", target: "../b/./layer.tar" },
        { name: "c", type: "1", target: "./b/layer.tar" },
      ]),
    );
    expect(found).toEqual([
      { kind: "link", name: "a/layer.tar", target: "b/layer.tar" },
      { kind: "link", name: "c", target: "b/layer.tar" },
    ]);
  });

  it("reads a pax record that contains line breaks and other records", async () => {
    const name = "a\n12 path=b\nc";
    const record = `22 path=${name}\n`;
    const [file] = await read(
      tarOf([
        { name: "x", type: "x", bytes: record },
        { name: "short", bytes: "1234" },
      ]),
    );
    expect(file).toMatchObject({ name, size: 4 });
  });
});

describe("rejects a hostile archive:", () => {
  const bytes256 = (value: bigint): Buffer => {
    const field = Buffer.alloc(12);
    field.writeBigUInt64BE(value, 4);
    field[0] = 0x80;
    return field;
  };
  it.each<[string, Buffer, string, RegExp]>([
    ["an empty file", Buffer.alloc(0), "layout_invalid", /truncated/],
    ["another file", Buffer.alloc(2048, "no"), "layout_invalid", /not a tar/],
    ["a missing end", tarOf([{ name: "a" }]).subarray(0, 512), "layout_invalid", /truncated/],
    [
      "a truncated file",
      tarOf([{ name: "a", bytes: "b".repeat(5000) }]).subarray(0, 3000),
      "layout_invalid",
      /truncated/,
    ],
    [
      "a file larger than the archive",
      tarOf([{ name: "a", size: bytes256(2n ** 50n) }]),
      "layout_invalid",
      /truncated/,
    ],
    [
      "a size beyond 2^53",
      tarOf([{ name: "a", size: bytes256(2n ** 63n) }]),
      "layout_invalid",
      /not a number/,
    ],
    [
      "a file that ends beyond 2^53",
      tarOf([{ name: "a", size: bytes256(2n ** 53n - 1n) }]),
      "layout_invalid",
      /larger than any disk/,
    ],
    [
      "a negative size",
      tarOf([{ name: "a", size: Buffer.alloc(12, 0xff) }]),
      "layout_invalid",
      /not a number/,
    ],
    [
      "invalid octal digits",
      tarOf([{ name: "a", size: "0000000009\0\0" }]),
      "layout_invalid",
      /not a number/,
    ],
    [
      "an oversized pax header",
      tarOf([{ name: "x", type: "x", size: "77777777777\0" }]),
      "too_large",
      /header/,
    ],
    [
      "an oversized name",
      tarOf([{ name: "x", type: "L", size: bytes256(2n ** 40n) }]),
      "too_large",
      /header/,
    ],
    [
      "a pax record longer than its header",
      tarOf([{ name: "x", type: "x", bytes: "99 path=a\n" }, { name: "a" }]),
      "layout_invalid",
      /pax/,
    ],
    [
      "a pax record of length 0",
      tarOf([{ name: "x", type: "x", bytes: "0 path=a\n" }, { name: "a" }]),
      "layout_invalid",
      /pax/,
    ],
    [
      "an invalid pax size",
      tarOf([{ name: "x", type: "x", bytes: "11 size=-1\n" }, { name: "a" }]),
      "layout_invalid",
      /not a number/,
    ],
  ])("%s", async (_, bytes, code, message) => {
    await expect(read(bytes)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it.each([
    ["files", entryBytes({ name: "a" })],
    ["pax headers", entryBytes({ name: "x", type: "x" })],
    ["folders", entryBytes({ name: "a/", type: "5" })],
  ])("endless %s", async (_, block) => {
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      const many = Buffer.concat(Array.from({ length: 128 }, () => block));
      for (;;) {
        yield many;
      }
    };
    const cursor = new StreamByteReader(endless(), { archive: "endless.tar" }, signal);
    await expect(list(cursor)).rejects.toMatchObject({ code: "too_large" });
  });
});
