import { writeFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { expect, it } from "vitest";
import { perTest } from "../../../testing/perTest.ts";
import { createTemporaryFolder } from "../../../testing/temporaryFolder.ts";
import { runInThread, type ThreadWork } from "./runInThread.ts";

const folder = perTest(createTemporaryFolder);
const { signal } = new AbortController();

/** Runs the lines of a program. */
async function run(
  lines: string,
  options: Partial<ThreadWork> = {},
  until = signal,
): Promise<{ readonly result: unknown; readonly isWhole: boolean }> {
  const program = folder.join("program.cjs");
  await writeFile(program, `const { parentPort: port } = require("node:worker_threads");${lines}`);
  const open = async (): Promise<AsyncIterable<Uint8Array>> => Readable.from([]);
  return await runInThread(
    { program, task: {}, what: "the test", maxHeapMb: 64, open, onOutput: () => {}, ...options },
    until,
  );
}

it("fails as its program does", async () => {
  await expect(run("throw new Error('broken')")).rejects.toThrow("broken");
});

it("fails if its program ends without a result", async () => {
  await expect(run("process.exit(3)")).rejects.toThrow(/the test ended without a result/);
});

it("says that the memory does not suffice", async () => {
  const filling = run("const all = []; for (;;) { all.push({ more: [all.length] }); }");
  await expect(filling).rejects.toMatchObject({
    code: "too_large",
    message: expect.stringContaining("the test") as string,
    hint: expect.stringContaining("Save") as string,
  });
});

it("survives a program that has failed when it is cancelled", async () => {
  const controller = new AbortController();
  const running = run("throw new Error('broken')", {}, controller.signal);
  await new Promise(setImmediate);
  // The thread fails while this one cannot take its message. Vitest fails on an uncaught exception.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  controller.abort();
  await expect(running).rejects.toBe(controller.signal.reason);
});

it("transfers content in blocks, of which the program has few at a time", async () => {
  const lines = `
    const lengths = []; let waiting = 0; let most = 0;
    port.on("message", ({ kind, length }) => {
      if (kind === "end") { port.postMessage({ kind: "done", result: { lengths, most } }); return; }
      lengths.push(length); waiting += 1; most = Math.max(most, waiting);
      setImmediate(() => { waiting -= 1; port.postMessage({ kind: "taken" }); });
    });`;
  const chunk = Buffer.alloc(100_000);
  const open = async (): Promise<AsyncIterable<Uint8Array>> =>
    Readable.from(Array.from({ length: 50 }, () => chunk));
  const { result, isWhole } = await run(lines, { open });
  const { lengths, most } = result as { lengths: readonly number[]; most: number };
  expect(isWhole).toBe(true);
  expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(5_000_000);
  expect(Math.max(...lengths)).toBe(256 * 1024);
  // The first block is sent with the first bytes.
  expect(lengths[0]).toBe(100_000);
  expect(most).toBeLessThanOrEqual(5);
});

it("takes few outputs in one turn of the event loop, however fast the program is", async () => {
  const lines = `
    let left = 200;
    const send = () => {
      left -= 1;
      port.postMessage(left < 0 ? { kind: "done", result: 1 } : { kind: "output", output: left });
    };
    port.on("message", ({ kind }) => { if (kind === "used") { send(); } });
    send();`;
  const perTurn = [0];
  const onOutput = (): void => {
    if (perTurn[0] === 0) {
      setImmediate(() => perTurn.unshift(0));
    }
    perTurn[0] = (perTurn[0] ?? 0) + 1;
    // As long as the use of an output takes, so that the program has sent the next one at the end of it.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  };
  await run(lines, { onOutput });
  expect(perTurn.reduce((sum, count) => sum + count, 0)).toBe(200);
  expect(Math.max(...perTurn)).toBe(1);
});

it("stops the content when the program needs no more of it", async () => {
  let stopped: AbortSignal | undefined;
  const open = async (until: AbortSignal): Promise<AsyncIterable<Uint8Array>> => {
    stopped = until;
    return (async function* () {
      yield Buffer.alloc(10);
      await new Promise((_, reject) => until.addEventListener("abort", () => reject(until.reason)));
    })();
  };
  const lines = `port.on("message", () => port.postMessage({ kind: "done", result: 1 }));`;
  expect(await run(lines, { open })).toEqual({ result: 1, isWhole: false });
  expect(stopped?.aborted).toBe(true);
});
