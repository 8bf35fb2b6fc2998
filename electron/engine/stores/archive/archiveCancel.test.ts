import { writeFile } from "node:fs/promises";
import process from "node:process";
import { gzipSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import { readSourcesFromPaths } from "../../compose/readSourcesFromPaths.ts";
import { entryBytes } from "../../../testing/archives.ts";
import { countOpen, gzipBomb, zstdBomb } from "../../../testing/decompressionBombs.ts";
import { startWorkbench } from "../../../testing/workbench.ts";
import { ArchiveStore } from "./archiveStore.ts";
import { StreamByteReader, readExactly } from "./byteReader.ts";
import { perTest } from "../../../testing/perTest.ts";
import { createTemporaryFolder } from "../../../testing/temporaryFolder.ts";

const folder = perTest(createTemporaryFolder);
const bench = perTest(startWorkbench);

type Read = (file: string, signal: AbortSignal) => Promise<unknown>;
/** User actions that read an archive. */
const reads: readonly (readonly [string, Read])[] = [
  ["a dropped file", (file, signal) => readSourcesFromPaths([file], signal)],
  [
    "a source",
    (file, signal) =>
      bench.engine.composer.preview(bench.draftOf([`oci-archive://${file}`]), signal),
  ],
  [
    "a target",
    (file, signal) => bench.engine.composer.checkTarget(`oci-archive://${file}:1`, signal),
  ],
  ["Inspect", (file, signal) => bench.engine.inspect(`oci-archive://${file}`, signal)],
  ["the store", (file, signal) => new ArchiveStore("oci", file).listTags(signal)],
];

describe.runIf(process.platform === "linux")(
  "a small archive that decompresses to gigabytes",
  () => {
    it.each([
      ...reads.map(([name, read]) => ["gzip", name, gzipBomb, read] as const),
      ...reads.map(([name, read]) => ["zstd", name, zstdBomb, read] as const),
    ])("of %s: cancels reading it as %s, and closes the file", async (_, __, make, read) => {
      const file = folder.join("bomb.tgz");
      await writeFile(file, make());
      const controller = new AbortController();
      const reading = read(file, controller.signal);
      reading.catch(() => {});
      await vi.waitFor(async () => expect(await countOpen(file)).toBe(1));
      controller.abort();
      await expect(reading).rejects.toMatchObject({ name: "AbortError" });
      await vi.waitFor(async () => expect(await countOpen(file)).toBe(0));
    });
  },
);

it("cancels all files that were dropped together", async () => {
  const controller = new AbortController();
  const read: string[] = [];
  const onRead = (item: string): void => {
    read.push(item);
    controller.abort();
  };
  const dropped = ["a", "b"].map((name) => folder.join(name));
  await expect(readSourcesFromPaths(dropped, controller.signal, onRead)).rejects.toMatchObject({
    name: "AbortError",
  });
  expect(read).toEqual(dropped.slice(0, 1));
});

describe("an archive that decompresses to too many bytes", () => {
  const { signal } = new AbortController();

  it("is rejected by its header, before decompressing", async () => {
    const file = folder.join("bomb.tgz");
    const size = Buffer.alloc(12);
    size.writeUInt8(0x80);
    size.writeBigUInt64BE(1024n ** 4n, 4);
    await writeFile(file, gzipSync(entryBytes({ name: "layer.tar", size })));
    expect((await readSourcesFromPaths([file], signal)).failures).toEqual([
      {
        code: "too_large",
        message: `The archive ${file} was not read: it decompresses to more than 4294967296 bytes.`,
        hint: "This is unusual for an image archive. Check its source.",
        retryable: false,
      },
    ]);
  });

  it("is rejected at the limit, across entries", async () => {
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      for (;;) {
        yield Buffer.alloc(1000);
      }
    };
    const reader = new StreamByteReader(endless(), { archive: "bomb.tgz", maxBytes: 5000 }, signal);
    expect((await readExactly(reader, 5000)).byteLength).toBe(5000);
    await expect(readExactly(reader, 1)).rejects.toMatchObject({ code: "too_large" });
    await reader.close();
  });
});
