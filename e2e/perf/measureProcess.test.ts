import { expect, test } from "vitest";
import { measureProcess } from "./measureProcess.ts";

test("measures the peak memory of the program itself", async () => {
  const size = 200 * 1024 * 1024;
  const script = `Buffer.alloc(${size}, 1); setTimeout(() => console.log("done"), 100)`;
  const run = await measureProcess(process.execPath, ["-e", script], {});
  expect(run.stdout).toBe("done\n");
  expect(run.peakBytes).toBeGreaterThan(size);
  const small = await measureProcess("/bin/sleep", ["0.1"], {});
  expect(small.peakBytes).toBeGreaterThan(0);
  expect(small.peakBytes).toBeLessThan(size / 10);
});

test("includes the output of a failed program in the error", async () => {
  await expect(
    measureProcess("/bin/sh", ["-c", "echo no such image >&2; exit 3"], {}),
  ).rejects.toThrow(/ended with 3:\nno such image/);
  await expect(measureProcess("/no/such/tool", [], {})).rejects.toThrow("ENOENT");
});
