import { clientFolders, findExecutableSync } from "./commandLineClient.ts";
import { startServerProcess } from "./serverProcess.ts";

/** The registry of go-containerregistry: no mounts, a referrers API, no validation of digests and blobs. */
export interface CraneRegistry {
  /** `127.0.0.1:PORT`, as in references. */
  readonly host: string;
  readonly url: string;
  close(): Promise<void>;
}

/** The path of crane; undefined if it is missing. */
export const crane: string | undefined = findExecutableSync(["crane"], clientFolders());

/**
 * Starts `crane registry serve`, empty and in memory, on a free port of 127.0.0.1.
 * @throws Error if crane is missing or does not start
 */
export async function startCraneRegistry(): Promise<CraneRegistry> {
  const serverProcess = await startServerProcess({
    file: crane ?? "crane",
    package: "crane",
    prepare: async (port) => ["registry", "serve", "--address", `127.0.0.1:${port}`],
    ready: /serving on port/,
  });
  return {
    host: serverProcess.host,
    url: `http://${serverProcess.host}`,
    async close() {
      await serverProcess.stop();
      await serverProcess.remove();
    },
  };
}
