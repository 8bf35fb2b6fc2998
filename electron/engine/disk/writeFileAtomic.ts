import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { createDigestVerifier } from "../oci/digest.ts";
import { makeFolder } from "./makeFolder.ts";
import type { BlobStream } from "../stores/store.ts";
import { syncFolder } from "./syncFolder.ts";

/**
 * Write a file so that it is there whole or not at all, a crash of the machine included.
 * @param mayReplace asked last; where it says no, what has the name stays
 * @param mode of the file, whatever the umask; without it, what the system gives
 * @returns whether the file was written
 */
export async function writeWhole(
  file: string,
  bytes: Uint8Array,
  mayReplace?: () => Promise<boolean>,
  mode?: number,
): Promise<boolean> {
  return await replace(
    file,
    async (handle) => {
      await handle.writeFile(bytes);
    },
    mayReplace,
    mode,
  );
}

/**
 * Write a blob while it streams in; it gets its name only once its bytes have proven to be it.
 * @param onBytes told of the bytes written since the last call
 */
export async function writeBlob(
  file: string,
  descriptor: Descriptor,
  stream: BlobStream,
  signal: AbortSignal,
  onBytes: (count: number) => void,
): Promise<void> {
  await replace(file, async (handle) => {
    const verifier = createDigestVerifier(descriptor.digest, descriptor.size);
    for await (const chunk of stream) {
      signal.throwIfAborted();
      verifier.update(chunk);
      await handle.writeFile(chunk);
      onBytes(chunk.byteLength);
    }
    verifier.finish();
  });
}

async function replace(
  file: string,
  write: (handle: Awaited<ReturnType<typeof open>>) => Promise<void>,
  mayReplace?: () => Promise<boolean>,
  mode?: number,
): Promise<boolean> {
  const directory = path.dirname(file);
  await makeFolder(directory);
  const unfinished = path.join(directory, `.${path.basename(file)}.${randomUUID()}`);
  try {
    const handle = await open(unfinished, "wx", mode);
    try {
      // Not every file system has permissions, or lets them be changed.
      if (mode !== undefined) await handle.chmod(mode).catch(() => {});
      await write(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (mayReplace && !(await mayReplace())) {
      await rm(unfinished);
      return false;
    }
    await rename(unfinished, file);
    // A tag must not outlive a crash of the machine that its content did not.
    await syncFolder(directory);
    return true;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
