import { readdirSync, writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, it } from "vitest";
import { buildAttestation, buildImage, buildIndex } from "../../sample/buildImage.ts";
import { layoutOf, tarOf } from "../../../testing/archives.ts";
import { pushContent } from "../../../testing/storeContent.ts";
import { ArchiveStore } from "./archiveStore.ts";
import { perTest } from "../../../testing/perTest.ts";
import { createTemporaryFolder } from "../../../testing/temporaryFolder.ts";

const { signal } = new AbortController();
const amd64 = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const arm64 = buildImage({ platform: { os: "linux", architecture: "arm64" } });
const multi = buildIndex({ entries: [amd64, buildAttestation(amd64), arm64] });

const folder = perTest(createTemporaryFolder);
let file: string;
let store: ArchiveStore;
beforeEach(async () => {
  file = folder.join("images.tar");
  store = new ArchiveStore("oci", file);
});
afterEach(async () => {
  await store.close();
});

it("does not overwrite what another program wrote during the push", async () => {
  await pushContent(store, arm64);
  await store.tag("1", arm64, { signal });
  await pushContent(store, amd64);
  // The archive is replaced between the start and the end of the tag operation.
  const stolen = tarOf(layoutOf([{ content: multi }]));
  let reads = 0;
  const content = {
    ...amd64,
    get bytes() {
      if (reads === 0) {
        writeFileSync(file, stolen);
      }
      reads += 1;
      return amd64.bytes;
    },
  };
  await expect(store.tag("2", content, { signal })).rejects.toMatchObject({ retryable: true });
  expect(reads).toBeGreaterThan(0);
  expect((await readFile(file)).equals(stolen)).toBe(true);
});

it("does not overwrite what another program wrote during the compression", async () => {
  const packed = folder.join("images.tgz");
  const to = new ArchiveStore("oci", packed);
  await pushContent(to, amd64);
  await to.tag("1", amd64, { signal });
  await pushContent(to, arm64);
  await pushContent(to, buildAttestation(arm64, "referrer"));
  const stolen = gzipSync(tarOf(layoutOf([{ content: arm64 }])));
  let isStolen = false;
  const watching = new AbortController().signal;
  // There are two partial files only during the compression.
  watching.throwIfAborted = () => {
    const unfinished = readdirSync(folder.path).filter((name) => name.endsWith(".partial"));
    if (isStolen || unfinished.length < 2) {
      return;
    }
    writeFileSync(packed, stolen);
    isStolen = true;
  };
  await expect(to.tag("2", arm64, { signal: watching })).rejects.toMatchObject({
    code: "disk",
    retryable: true,
  });
  expect(isStolen).toBe(true);
  expect((await readFile(packed)).equals(stolen)).toBe(true);
  expect(await readdir(folder.path)).toEqual(["images.tgz"]);
  // The pushed content was discarded, so no index lists it.
  await to.tag("2", arm64, { signal });
  expect(await to.referrers(arm64.digest, signal)).toEqual([]);
  expect(
    await readFile(packed).then((bytes) => gunzipSync(bytes).toString("latin1")),
  ).not.toContain(buildAttestation(arm64, "referrer").digest);
});

it("sets a tag only if its condition holds", async () => {
  await pushContent(store, amd64);
  const absent = { kind: "absent" } as const;
  await store.tag("1", amd64, { signal, condition: absent });
  await pushContent(store, arm64);
  const moved = { code: "tag_moved" };
  await expect(store.tag("1", arm64, { signal, condition: absent })).rejects.toMatchObject(moved);
  const wrong = { kind: "match", etag: `"${arm64.digest}"` } as const;
  await expect(store.tag("1", arm64, { signal, condition: wrong })).rejects.toMatchObject(moved);
  const { etag = "" } = await store.resolve({ tag: "1" }, signal);
  await store.tag("1", arm64, { signal, condition: { kind: "match", etag } });
  expect((await store.resolve({ tag: "1" }, signal)).digest).toBe(arm64.digest);
});
