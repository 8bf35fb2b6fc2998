import { expect, it } from "vitest";
import { addEntry } from "../../inspect/files/addEntry.ts";
import { FileTree } from "../../inspect/files/fileTree.ts";
import { emptyImage, mergeLayer } from "../../inspect/files/mergeLayer.ts";
import { compareTrees } from "./compareTrees.ts";
import { DifferenceList } from "./differenceList.ts";

const { signal } = new AbortController();
const query = { find: "", order: "size", start: 0, count: 1000 } as const;

async function addedFiles(names: readonly string[]): Promise<DifferenceList> {
  const layer = new FileTree();
  for (const [size, name] of names.entries()) {
    const attributes = { size, mode: 0o644, uid: 0, gid: 0, mtime: 0, offset: 0 };
    addEntry(layer, { ...attributes, name, kind: "file", isSparse: false });
  }
  const [before, after] = [emptyImage(), emptyImage()];
  await mergeLayer(after, layer);
  const list = new DifferenceList({ before, after });
  await compareTrees({ before, after }, list, signal);
  return list;
}

it("names a file whose path is longer than any system opens by the end of the path", async () => {
  const list = await addedFiles([`${"folder-with-a-long-name/".repeat(190)}end`]);
  const { total, differences } = await list.page({ ...query, find: "/end" }, signal);
  expect(total).toBe(1);
  expect(differences[0]?.path).toMatch(/^….{4092}\/end$/);
});

it("lists any number of differences", async () => {
  const list = await addedFiles(Array.from({ length: 50_000 }, (_, at) => `f${at}`));
  expect(list.counts.added.count).toBe(50_000);
  const first = await list.page({ ...query, count: 1 }, signal);
  expect(first).toMatchObject({ total: 50_000, differences: [{ path: "f49999" }] });
  const last = await list.page({ ...query, start: 49_999 }, signal);
  expect(last.differences).toMatchObject([{ path: "f0" }]);
  expect(await list.page({ ...query, find: "f4999" }, signal)).toMatchObject({ total: 11 });
});

it("lets other tasks run while it searches", async () => {
  const list = await addedFiles(Array.from({ length: 20_000 }, (_, at) => `f${at}`));
  const controller = new AbortController();
  setImmediate(() => controller.abort(new Error("stopped")));
  await expect(list.page({ ...query, find: "none" }, controller.signal)).rejects.toThrow("stopped");
});
