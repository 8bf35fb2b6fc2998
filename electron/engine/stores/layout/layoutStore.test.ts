import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { amd64, arm64, linux, signal } from "../../../testing/workbench.ts";
import { LayoutStore } from "./layoutStore.ts";
import type * as writing from "../../disk/writeFileAtomic.ts";
import { perTest } from "../../../testing/perTest.ts";
import { createTemporaryFolder } from "../../../testing/temporaryFolder.ts";

/** Called right before a file is written, to act as another program. */
let meanwhile: (file: string) => Promise<void> = () => Promise.resolve();

vi.mock("../../disk/writeFileAtomic.ts", async (load) => {
  const actual = await load<typeof writing>();
  const writeFileAtomic: typeof actual.writeFileAtomic = async (file, ...rest) => {
    await meanwhile(file);
    return await actual.writeFileAtomic(file, ...rest);
  };
  return { ...actual, writeFileAtomic };
});

const folder = perTest(createTemporaryFolder);
let store: LayoutStore;
beforeEach(async () => {
  store = new LayoutStore(folder.join("a", "layout"));
});
afterEach(async () => {
  meanwhile = () => Promise.resolve();
});

const isIndex = (file: string): boolean => path.basename(file) === "index.json";

it("keeps a tag that another program sets at the same time", async () => {
  await store.tag("1", amd64, { signal });
  const other = new LayoutStore(folder.join("a", "layout"));
  let left = 2;
  meanwhile = async (file) => {
    if (!isIndex(file) || left === 0) {
      return;
    }
    left -= 1;
    const [tag, intrude] = [`other-${left}`, meanwhile];
    meanwhile = () => Promise.resolve();
    await other.tag(tag, arm64, { signal });
    meanwhile = intrude;
  };
  await store.tag("2", linux("s390x"), { signal });
  expect((await store.listTags()).toSorted()).toEqual(["1", "2", "other-0", "other-1"]);
  const files = await readdir(folder.join("a", "layout"));
  expect(files.toSorted()).toEqual(["blobs", "index.json", "oci-layout"]);
});

it("checks a tag again that another program moves at the same time", async () => {
  await store.tag("1", amd64, { signal });
  const other = new LayoutStore(folder.join("a", "layout"));
  meanwhile = async (file) => {
    if (!isIndex(file)) {
      return;
    }
    meanwhile = () => Promise.resolve();
    await other.tag("1", arm64, { signal });
  };
  const condition = { kind: "match", etag: `"${amd64.digest}"` } as const;
  await expect(store.tag("1", linux("s390x"), { signal, condition })).rejects.toMatchObject({
    code: "tag_moved",
  });
  expect(await store.resolve({ tag: "1" })).toMatchObject({ digest: arm64.digest });
});

it("fails if the index keeps changing", async () => {
  await store.tag("1", amd64, { signal });
  const index = folder.join("a", "layout", "index.json");
  const text = await readFile(index, "utf8");
  let spaces = "";
  meanwhile = async (file) => {
    if (!isIndex(file)) {
      return;
    }
    spaces += " ";
    await writeFile(index, text + spaces);
  };
  await expect(store.tag("2", arm64, { signal })).rejects.toMatchObject({
    code: "disk",
    retryable: true,
  });
  expect(await store.listTags()).toEqual(["1"]);
});

it("keeps an oci-layout file unless it is empty", async () => {
  await store.tag("1", amd64, { signal });
  const mark = folder.join("a", "layout", "oci-layout");
  const { ino } = await stat(mark);
  await store.tag("2", amd64, { signal });
  expect((await stat(mark)).ino).toBe(ino);
  await writeFile(mark, "");
  await store.tag("3", amd64, { signal });
  expect(await readFile(mark, "utf8")).toBe('{"imageLayoutVersion":"1.0.0"}');
});
