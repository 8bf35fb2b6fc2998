import { getEventListeners } from "node:events";
import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bundleProgram } from "../../../testing/bundleProgram.ts";
import { spdxOf } from "../../../testing/evidence.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../../testing/temporaryFolder.ts";
import { decodeDocument } from "./decodeEvidence.ts";
import { decodeInThread } from "./decodeInThread.ts";

let folder: TemporaryFolder;
let program: string;
beforeAll(async () => {
  folder = await createTemporaryFolder();
  const entry = new URL("decodeThread.ts", import.meta.url).pathname;
  program = await bundleProgram(entry, folder.join("bundle"));
});
afterAll(async () => {
  await folder.close();
});

const { signal } = new AbortController();
const large = JSON.stringify(
  spdxOf(Array.from({ length: 5000 }, (_, at) => `pkg:npm/lib-${at}@1.0.0`)),
);

it("decodes a large document in a thread as in this one", async () => {
  const decoded = await decodeInThread(program)({ text: large }, signal);
  expect(decoded?.pages.length).toBeGreaterThan(4);
  expect(decoded).toEqual(decodeDocument({ text: large }));
});

it("starts no thread for a short document", async () => {
  const text = JSON.stringify(spdxOf(["pkg:npm/one@1"]));
  const decode = decodeInThread(folder.join("missing.mjs"));
  expect(await decode({ text }, signal)).toEqual(decodeDocument({ text }));
  await expect(decode({ text: large }, signal)).rejects.toThrow(/missing\.mjs/);
});

it("returns nothing for another document", async () => {
  expect(await decodeInThread(program)({ text: "x".repeat(200_000) }, signal)).toBeUndefined();
});

it("ends the thread when it is cancelled, and decodes the next document", async () => {
  const decode = decodeInThread(program);
  const controller = new AbortController();
  const reason = new Error("left");
  const documents = Array.from({ length: 3 }, () => decode({ text: large }, controller.signal));
  controller.abort(reason);
  expect(await Promise.allSettled(documents)).toEqual(
    documents.map(() => ({ status: "rejected", reason })),
  );
  expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  expect(await decode({ text: large }, signal)).toBeDefined();
});

it("survives a thread that has failed when it is cancelled", async () => {
  const broken = folder.join("broken.cjs");
  await writeFile(broken, "throw new Error('broken')");
  await expect(decodeInThread(broken)({ text: large }, signal)).rejects.toThrow("broken");
  const controller = new AbortController();
  const decoding = decodeInThread(broken)({ text: large }, controller.signal);
  await Promise.resolve();
  // The thread fails while this one cannot take its message. Vitest fails on an uncaught exception.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  controller.abort();
  await expect(decoding).rejects.toBe(controller.signal.reason);
});
