import type { CommandIo } from "./commandLine.ts";
import { runCreate } from "./runCreate.ts";
import { runInspect } from "./runInspect.ts";

/**
 * Runs the engine with the command line of `docker buildx imagetools`: the same arguments, the same bytes on standard
 * output, errors in one line. For comparison with buildx; not part of the app.
 *
 * @param args the arguments after `imagetools`
 * @returns the exit code
 */
export async function runImagetools(args: readonly string[], io: CommandIo): Promise<number> {
  const [verb, ...rest] = args;
  try {
    if (verb === "create") {
      await runCreate(rest, io);
    } else if (verb === "inspect") {
      await runInspect(rest, io);
    } else {
      throw new Error("usage: imagetools create|inspect …");
    }
    return 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    io.writeError(`ERROR: ${message.replaceAll(/\s*\n\s*/g, " ")}\n`);
    return 1;
  }
}
