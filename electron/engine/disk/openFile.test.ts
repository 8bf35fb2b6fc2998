import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openFile } from "./openFile.ts";
import { readCappedFile } from "./readCappedFile.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-open-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

it("opens a file", async () => {
  const file = path.join(folder, "file");
  await writeFile(file, "text");
  const handle = await openFile(file);
  expect(await handle.readFile("utf8")).toBe("text");
  await handle.close();
});

it("reads a file up to the limit", async () => {
  const file = path.join(folder, "file");
  await writeFile(file, "12345");
  expect((await readCappedFile(file, 5)).toString()).toBe("12345");
  await expect(readCappedFile(file, 4)).rejects.toMatchObject({ code: "too_large" });
});

it.runIf(process.platform === "linux")("counts the bytes of a file whose size is 0", async () => {
  expect((await readCappedFile("/proc/self/status", 100_000)).toString()).toContain("Pid:");
  await expect(readCappedFile("/proc/self/status", 10)).rejects.toMatchObject({
    code: "too_large",
  });
});
