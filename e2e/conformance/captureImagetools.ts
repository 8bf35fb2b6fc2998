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
 * Run the command in this process; never rejects.
 * @param dockerConfig a folder in place of ~/.docker, so that the logins of this machine do not matter
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
 * Run the command as a shell does, in a process of its own; never rejects.
 * @param dockerConfig a folder in place of ~/.docker, so that the logins of this machine do not matter
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
