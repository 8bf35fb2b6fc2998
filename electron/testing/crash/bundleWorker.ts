import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { bundleProgram } from "../bundleProgram.ts";

/** The worker's program as one JavaScript file. */
export interface WorkerBundle extends AsyncDisposable {
  readonly file: string;
  /** A folder for Node's compile cache, which the worker processes share. */
  readonly cacheFolder: string;
}

/** Bundles `workerMain.ts` into a temporary folder: a sweep starts it about a hundred times. */
export async function bundleWorker(): Promise<WorkerBundle> {
  const folder = await mkdtemp(path.join(tmpdir(), "manifestry-worker-"));
  const entry = path.join(import.meta.dirname, "workerMain.ts");
  return {
    file: await bundleProgram(entry, path.join(folder, "bundle")),
    cacheFolder: path.join(folder, "cache"),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
