import { execFile } from "node:child_process";
import path from "node:path";
import { runImagetools } from "./runImagetools.ts";

const program = path.join(import.meta.dirname, "imagetools.ts");

/** The result of one run of the command. */
export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the command in this process; never rejects.
 * @param dockerConfig a folder to use instead of ~/.docker, so that this machine's logins do not apply
 */
export async function captureImagetools(
  args: readonly string[],
  dockerConfig: string,
): Promise<CommandResult> {
  const output: Uint8Array[] = [];
  let stderr = "";
  const status = await runImagetools(args, {
    env: { ...process.env, DOCKER_CONFIG: dockerConfig },
    signal: new AbortController().signal,
    write: (chunk) => output.push(Buffer.from(chunk)),
    writeError: (text) => (stderr += text),
  });
  return { status, stdout: Buffer.concat(output).toString(), stderr };
}

/**
 * Runs the command in a new process, as a shell does; never rejects.
 * @param dockerConfig a folder to use instead of ~/.docker, so that this machine's logins do not apply
 */
export async function spawnImagetools(
  args: readonly string[],
  dockerConfig: string,
): Promise<CommandResult> {
  const env = { ...process.env, DOCKER_CONFIG: dockerConfig };
  return await new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env }, (error, stdout, stderr) => {
      const status = typeof error?.code === "number" ? error.code : error ? -1 : 0;
      resolve({ status, stdout, stderr });
    });
  });
}
