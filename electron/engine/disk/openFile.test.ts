import { writeFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { openFile } from "./openFile.ts";
import { readCappedFile } from "./readCappedFile.ts";
import { perTest } from "../../testing/perTest.ts";
import { createTemporaryFolder } from "../../testing/temporaryFolder.ts";

const folder = perTest(createTemporaryFolder);

it("opens a file", async () => {
  const file = folder.join("file");
  await writeFile(file, "text");
  const handle = await openFile(file);
  expect(await handle.readFile("utf8")).toBe("text");
  await handle.close();
});

it("reads a file up to the limit", async () => {
  const file = folder.join("file");
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
