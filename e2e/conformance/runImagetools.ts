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
