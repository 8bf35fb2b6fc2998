import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { setFuses } from "./fuses.ts";

/** What marks the fuses in a program (electron/docs/tutorial/fuses.md), before their version and their number. */
const sentinel = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";

/** Sets the fuses of a program that has these. @returns their states afterwards */
async function setIn(states: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "fuses-"));
  try {
    const program = join(folder, "program");
    const head = Buffer.concat([Buffer.from(`code${sentinel}`), Buffer.of(1, states.length)]);
    await writeFile(program, Buffer.concat([head, Buffer.from(`${states}more code`)]));
    await setFuses(program);
    const after = await readFile(program);
    return after.subarray(head.length, head.length + states.length).toString();
  } finally {
    await rm(folder, { recursive: true });
  }
}

test.each([
  ["Electron 33", "10110001", "01001100"],
  ["Electron 42, which has one more", "101100011", "010011001"],
])("every fuse of %s is set", async (_name, before, after) => {
  expect(await setIn(before)).toBe(after);
});

test("a fuse without a decision fails the build", async () => {
  await expect(setIn("1011000110")).rejects.toThrow("strictlyRequireAllFuses");
});
