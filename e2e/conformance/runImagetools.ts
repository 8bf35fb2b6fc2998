import type { CommandIo } from "./commandLine.ts";
import { runCreate } from "./runCreate.ts";
import { runInspect } from "./runInspect.ts";

/**
 * Run the engine behind the command line of `docker buildx imagetools`: the same arguments, the same bytes on
 * standard output, errors as one line. For comparison with buildx; the app does not contain it.
 *
 * @param args the words after `imagetools`
 * @returns the exit code
 */
export async function runImagetools(args: readonly string[], io: CommandIo): Promise<number> {
  const [verb, ...rest] = args;
  try {
    if (verb === "create") await runCreate(rest, io);
    else if (verb === "inspect") await runInspect(rest, io);
    else throw new Error("usage: imagetools create|inspect …");
    return 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    io.writeError(`ERROR: ${message.replaceAll(/\s*\n\s*/g, " ")}\n`);
    return 1;
  }
}

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
