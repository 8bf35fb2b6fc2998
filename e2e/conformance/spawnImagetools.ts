import { execFile } from "node:child_process";
import path from "node:path";

const door = path.join(import.meta.dirname, "imagetools.ts");

export interface DoorRun {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Run the door as a shell would; never rejects.
 * @param dockerConfig a folder in place of ~/.docker: whatever this machine is logged in to must not matter
 */
export async function runDoor(args: readonly string[], dockerConfig: string): Promise<DoorRun> {
  const env = { ...process.env, DOCKER_CONFIG: dockerConfig };
  return await new Promise((resolve) => {
    execFile(process.execPath, [door, ...args], { env }, (error, stdout, stderr) => {
      const status = typeof error?.code === "number" ? error.code : error ? -1 : 0;
      resolve({ status, stdout, stderr });
    });
  });
}
