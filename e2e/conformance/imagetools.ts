import { runCreate } from "./runCreate.ts";
import { runInspect } from "./runInspect.ts";
import { messageOf } from "./commandLine.ts";

/**
 * The engine behind the command line of `docker buildx imagetools`: the same arguments, the same bytes on
 * standard output, errors as one line. For comparing with buildx; the app does not contain it.
 */
async function main(): Promise<void> {
  const [verb, ...args] = process.argv.slice(2);
  if (verb === "create") return await runCreate(args);
  if (verb === "inspect") return await runInspect(args);
  throw new Error("usage: imagetools create|inspect …");
}

try {
  await main();
} catch (error) {
  process.stderr.write(`ERROR: ${messageOf(error)}\n`);
  process.exitCode = 1;
}
