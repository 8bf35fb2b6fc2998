import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** An empty folder, removed when it is closed. For `perTest`. */
export interface TemporaryFolder {
  /** Absolute, without links. */
  readonly path: string;
  /** Returns the path of a file in the folder. */
  join(...names: string[]): string;
  close(): Promise<void>;
}

export async function createTemporaryFolder(): Promise<TemporaryFolder> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "manifestry-test-")));
  return {
    path: folder,
    join: (...names) => path.join(folder, ...names),
    close: () => rm(folder, { recursive: true }),
  };
}
