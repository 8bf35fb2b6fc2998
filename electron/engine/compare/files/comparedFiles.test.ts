import { expect, it } from "vitest";
import type { DifferenceQuery } from "../../../../shared/fileComparison.ts";
import { descriptorOf, layerOf, layerStore } from "../../../testing/layers.ts";
import { decodeLayerHere } from "../../inspect/files/decodeLayer.ts";
import { ComparedFiles } from "./comparedFiles.ts";

const { signal } = new AbortController();
const query: DifferenceQuery = { find: "", order: "size", start: 0, count: 10 };

/** Compares the files of two images: 2 of 2 differ. */
async function compare(files: ComparedFiles, comparisonId: string, pairId = "0"): Promise<void> {
  const [before, after] = [layerOf(`${comparisonId}${pairId}`), layerOf("other")];
  const store = layerStore([before, after]);
  await files.compare(
    { comparisonId, pairId },
    {
      before: [{ descriptor: descriptorOf(before), store }],
      after: [{ descriptor: descriptorOf(after), store }],
      withShared: false,
      whole: false,
      onProgress: () => {},
    },
    signal,
  );
}

it("keeps the files of a comparison until it is released", async () => {
  const files = new ComparedFiles(decodeLayerHere);
  await compare(files, "one");
  await compare(files, "one", "1");
  await compare(files, "two");
  const one = { comparisonId: "one", pairId: "0" };
  expect(await files.page(one, query, signal)).toMatchObject({ total: 2 });
  files.release("one");
  expect(files.count).toBe(1);
  await expect(files.page(one, query, signal)).rejects.toMatchObject({ code: "files_gone" });
});

it("forgets the files that were not used for the longest time, and never those compared last", async () => {
  // Each pair has 4 nodes in its layers, and 4 in its images.
  const files = new ComparedFiles(decodeLayerHere, 9);
  await compare(files, "one");
  await compare(files, "two");
  await files.page({ comparisonId: "one", pairId: "0" }, query, signal);
  await compare(files, "three");
  expect(files.count).toBe(2);
  for (const [comparisonId, total] of [
    ["one", 2],
    ["three", 2],
  ] as const) {
    const page = await files.page({ comparisonId, pairId: "0" }, query, signal);
    expect(page.total).toBe(total);
  }
  await expect(
    files.page({ comparisonId: "two", pairId: "0" }, query, signal),
  ).rejects.toMatchObject({ code: "files_gone" });
});

it("forgets the layers of comparisons that failed", async () => {
  const files = new ComparedFiles(decodeLayerHere, 3);
  const [read, missing] = [layerOf("read"), layerOf("missing")];
  const gone = { openBlob: () => Promise.reject(new Error("gone")) };
  for (const pairId of ["0", "1", "2", "3"]) {
    const failed = files.compare(
      { comparisonId: "one", pairId },
      {
        before: [{ descriptor: descriptorOf(read), store: layerStore([read]) }],
        after: [{ descriptor: descriptorOf(missing), store: gone }],
        withShared: false,
        whole: false,
        onProgress: () => {},
      },
      signal,
    );
    await expect(failed).rejects.toThrow("gone");
  }
  // Each has 2 nodes in the layer that was read.
  expect(files.count).toBe(2);
});

it("stops a search that is cancelled", async () => {
  const files = new ComparedFiles(decodeLayerHere);
  await compare(files, "one");
  const stopped = AbortSignal.abort(new Error("stopped"));
  const pair = { comparisonId: "one", pairId: "0" };
  await expect(files.page(pair, { ...query, find: "x" }, stopped)).rejects.toThrow("stopped");
});
