import { type FileHandle, open } from "node:fs/promises";
import process from "node:process";

/** The write to the journal at which the process is killed: before it, after half of its bytes, or after it. */
export interface KillAtWrite {
  /** Counted from 1. */
  readonly nth: number;
  readonly moment: "before" | "torn" | "after";
}

/**
 * Patches file handles so that this process is killed by SIGKILL at a write. Only the journal appends to files.
 * @returns a function that counts the writes so far
 */
export async function killAtWrite(kill: KillAtWrite | undefined): Promise<() => number> {
  const handle = await open("/dev/null");
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  // oxlint-disable-next-line typescript/unbound-method -- called on the handle that it was called on
  const write = prototype.appendFile;
  let writes = 0;
  prototype.appendFile = async function append(this: FileHandle, data, options) {
    writes += 1;
    const moment = writes === kill?.nth ? kill.moment : undefined;
    if (moment === "before") {
      await killProcess();
    }
    if (moment === "torn" && data instanceof Uint8Array) {
      await write.call(this, data.subarray(0, data.byteLength / 2), options);
      await killProcess();
    }
    await write.call(this, data, options);
    if (moment !== undefined) {
      await killProcess();
    }
  };
  return () => writes;
}

async function killProcess(): Promise<never> {
  process.kill(process.pid, "SIGKILL");
  return await new Promise(() => {});
}
