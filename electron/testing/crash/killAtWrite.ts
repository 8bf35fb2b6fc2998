import { type FileHandle, open } from "node:fs/promises";
import process from "node:process";

/** At which of the journal's writes the process is killed: before anything of it, after half of it, or after all. */
export interface WriteDeath {
  /** Counted from 1. */
  readonly nth: number;
  readonly moment: "before" | "torn" | "after";
}

/**
 * Have this process killed by the system at a write to a file; nothing else in it writes files that way.
 * @returns how many such writes there were so far
 */
export async function dieWriting(death: WriteDeath | undefined): Promise<() => number> {
  const handle = await open("/dev/null");
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  // oxlint-disable-next-line typescript/unbound-method -- called on the handle that it was called on
  const write = prototype.appendFile;
  let writes = 0;
  prototype.appendFile = async function append(this: FileHandle, data, options) {
    writes += 1;
    const isLast = writes === death?.nth;
    if (isLast && death?.moment === "before") await die();
    if (isLast && death?.moment === "torn" && data instanceof Uint8Array) {
      await write.call(this, data.subarray(0, data.byteLength / 2), options);
      await die();
    }
    await write.call(this, data, options);
    if (isLast) await die();
  };
  return () => writes;
}

async function die(): Promise<never> {
  process.kill(process.pid, "SIGKILL");
  return await new Promise(() => {});
}
