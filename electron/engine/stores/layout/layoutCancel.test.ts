import { mkdir, open, writeFile } from "node:fs/promises";
import { beforeEach, expect, it } from "vitest";
import { readPlanFile } from "../../plan/planFile.ts";
import { readRecipeFile } from "../../recipe/readRecipeFile.ts";
import { amd64 } from "../../../testing/workbench.ts";
import { LayoutStore } from "./layoutStore.ts";
import { perTest } from "../../../testing/perTest.ts";
import { createTemporaryFolder } from "../../../testing/temporaryFolder.ts";

const folder = perTest(createTemporaryFolder);
let store: LayoutStore;
beforeEach(async () => {
  store = new LayoutStore(folder.path);
});

const cancelled = { name: "AbortError" };

/** A sparse blob that takes minutes to read. */
async function makeLargeBlob(
  hex: string,
): Promise<{ mediaType: string; digest: string; size: number }> {
  const size = 64 * 1024 ** 3;
  await mkdir(folder.join("blobs/sha256"), { recursive: true });
  const handle = await open(folder.join("blobs/sha256", hex.repeat(64)), "w");
  await handle.truncate(size);
  await handle.close();
  return { mediaType: "application/octet-stream", digest: `sha256:${hex.repeat(64)}`, size };
}

it("aborts one waiter for a blob that another caller reads", async () => {
  const blob = await makeLargeBlob("a");
  const [first, second] = [new AbortController(), new AbortController()];
  let hasEnded = false;
  const reading = store.hasBlob(blob, first.signal).finally(() => (hasEnded = true));
  reading.catch(() => {});
  const waiting = store.hasBlob(blob, second.signal);
  second.abort();
  await expect(waiting).rejects.toMatchObject(cancelled);
  expect(hasEnded).toBe(false);
  first.abort();
  await expect(reading).rejects.toMatchObject(cancelled);
});

it("aborts a waiter for a free slot to read a blob", async () => {
  const controllers = ["a", "b", "c"].map(() => new AbortController());
  const reading = [];
  for (const [at, hex] of ["a", "b", "c"].entries()) {
    const blob = await makeLargeBlob(hex);
    reading.push(store.hasBlob(blob, (controllers[at] as AbortController).signal));
  }
  for (const promise of reading) {
    promise.catch(() => {});
  }
  controllers[2]?.abort();
  await expect(reading[2]).rejects.toMatchObject(cancelled);
  controllers.forEach((controller) => controller.abort());
  for (const promise of reading) {
    await expect(promise).rejects.toMatchObject(cancelled);
  }
});

it.each([
  ["the referrers of a layout", (signal: AbortSignal) => store.referrers(amd64.digest, signal)],
  ["a plan", (signal: AbortSignal) => readPlanFile(folder.join("index.json"), signal)],
  ["a recipe", (signal: AbortSignal) => readRecipeFile(folder.join("index.json"), signal)],
])("%s reads nothing after an abort", async (_, read) => {
  await writeFile(folder.join("oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
  const { mediaType, digest, bytes } = amd64;
  const manifests = [{ mediaType, digest, size: bytes.byteLength }];
  await writeFile(folder.join("index.json"), JSON.stringify({ schemaVersion: 2, manifests }));
  await expect(read(AbortSignal.abort())).rejects.toMatchObject(cancelled);
});
