import { describe, expect, it } from "vitest";
import { zstdOf } from "../../../testing/archives.ts";
import { StreamByteReader } from "./byteReader.ts";
import { native, unpackInScript, unpackZstd } from "./zstd.ts";

const { signal } = new AbortController();
const magic = [0x28, 0xb5, 0x2f, 0xfd];
/** `Manifestry ` forty times, compressed with zstd -19 --check. */
const packed = Buffer.from("KLUv/QRolQAAWE1hbmlmZXN0cnkgAQCqVosXXyS0Kg==", "base64");
const unpackedText = "Manifestry ".repeat(40);

async function* slices(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) {
    yield bytes.subarray(at, at + size);
  }
}

describe.each([
  ["Node", native],
  ["script", unpackInScript],
])("%s", (_name, way) => {
  async function unpack(bytes: Buffer, size = 7): Promise<Buffer> {
    const file = new StreamByteReader(slices(bytes, size), { archive: "a.tar.zst" }, signal);
    // As in an archive: StreamByteReader converts the errors of the decompressor.
    const cursor = new StreamByteReader(unpackZstd(file, way), { archive: "a.tar.zst" }, signal);
    const chunks: Uint8Array[] = [];
    for (;;) {
      const piece = await cursor.read(1_000_000);
      if (piece.byteLength === 0) {
        return Buffer.concat(chunks);
      }
      chunks.push(piece);
    }
  }

  it("decompresses the output of zstd, in chunks of any size", async () => {
    for (const size of [1, 3, 1000]) {
      expect((await unpack(packed, size)).toString()).toBe(unpackedText);
    }
  });

  it("decompresses several frames and skips skippable ones", async () => {
    const skipped = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
    const frames = Buffer.concat([skipped, packed, zstdOf(Buffer.from("raw")), skipped, packed]);
    expect((await unpack(frames)).toString()).toBe(`${unpackedText}raw${unpackedText}`);
  });

  it.each([0, 1, 17, 128 * 1024, 300_000])(
    "takes %d bytes that are not compressed",
    async (size) => {
      const bytes = Buffer.alloc(size, "0123456789");
      expect((await unpack(zstdOf(bytes), 10_000)).equals(bytes)).toBe(true);
    },
  );

  describe("hostile streams", () => {
    it.each<[string, readonly number[], string]>([
      ["no magic", [1, 2, 3, 4, 5], "layout_invalid"],
      ["half a magic", [0x28, 0xb5], "layout_invalid"],
      ["no blocks", [...magic, 0, 0x38], "layout_invalid"],
      ["a dictionary", [...magic, 1, 0x38, 7, 1, 0, 0], "layout_invalid"],
      ["a reserved kind of block", [...magic, 0, 0x38, 0x0f, 0, 0, 0], "layout_invalid"],
      ["a reserved flag", [...magic, 8, 0x38, 1, 0, 0], "layout_invalid"],
      ["a block beyond the limit", [...magic, 0, 0x38, 0xf9, 0xff, 0xff], "layout_invalid"],
      ["a window of 2 GiB", [...magic, 0, 0xa8, 1, 0, 0], "too_large"],
      ["a window of 3.75 TiB", [...magic, 0, 0xff, 1, 0, 0], "too_large"],
      ["content of 2^63 bytes", [...magic, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0x80, 1, 0, 0], "too_large"],
    ])("%s", async (_, bytes, code) => {
      await expect(unpack(Buffer.from(bytes))).rejects.toMatchObject({ code });
    });

    it("decompresses a bomb in small chunks", async () => {
      // Each block of four bytes decompresses to 128 KiB; without a last block the frame is endless.
      const run = Buffer.alloc(3);
      run.writeUIntLE((131_072 << 3) | 2, 0, 3);
      const bomb = async function* (): AsyncGenerator<Uint8Array> {
        yield Buffer.from([...magic, 0, 0x38]);
        const many = Buffer.concat(Array.from({ length: 16_384 }, () => Buffer.from([...run, 0])));
        for (;;) {
          yield many;
        }
      };
      let seen = 0;
      for await (const piece of unpackZstd(
        new StreamByteReader(bomb(), { archive: "bomb" }, signal),
        way,
      )) {
        expect(piece.byteLength).toBeLessThanOrEqual(262_144);
        seen += piece.byteLength;
        if (seen >= 16 * 131_072) {
          break;
        }
      }
      expect(seen).toBeGreaterThanOrEqual(16 * 131_072);
    });
  });
});
