import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "vite";

/** The worker's program as one JavaScript file. */
export interface WorkerBundle extends AsyncDisposable {
  readonly file: string;
  /** A folder for Node's compile cache, which the worker processes share. */
  readonly cacheFolder: string;
}

/**
 * Bundles `workerMain.ts` into a temporary folder: a sweep starts the program a hundred times, and loading one file
 * takes a fraction of the time that it takes to load each module and strip its types.
 */
export async function bundleWorker(): Promise<WorkerBundle> {
  const folder = await mkdtemp(path.join(tmpdir(), "manifestry-worker-"));
  await build({
    configFile: false,
    logLevel: "warn",
    ssr: { noExternal: true },
    build: {
      ssr: path.join(import.meta.dirname, "workerMain.ts"),
      target: "node22",
      outDir: folder,
      emptyOutDir: true,
      rolldownOptions: { output: { entryFileNames: "worker.mjs" } },
    },
  });
  return {
    file: path.join(folder, "worker.mjs"),
    cacheFolder: path.join(folder, "cache"),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
