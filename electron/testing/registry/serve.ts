import { personalities, type PersonalityOptions } from "./personalities/personalities.ts";
import { startRegistry } from "./registry.ts";

/** The user of registries that require a login. */
const user = { name: "ada", password: "secret" } as const;

/**
 * Serves the test registry until the process ends, for manual tests: `npm run registry -- [PERSONALITY]`.
 * Its content is in memory.
 */
async function serve(name: string | undefined): Promise<string> {
  if (name === undefined) {
    return (await startRegistry()).url;
  }
  const known: Readonly<Record<string, PersonalityOptions>> = personalities;
  const personality = Object.hasOwn(known, name) ? known[name] : undefined;
  if (personality === undefined) {
    throw new Error(`usage: registry [${Object.keys(known).join(" | ")}]`);
  }
  const { url } = await startRegistry(personality({ [user.name]: user.password }));
  return `${url} (${user.name}, ${user.password})`;
}

try {
  process.stdout.write(`${await serve(process.argv[2])}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
