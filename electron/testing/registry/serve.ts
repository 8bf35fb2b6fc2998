import { personalities, type PersonalityOptions } from "./personalities/personalities.ts";
import { startRegistry } from "./registry.ts";

/** Who a maker's registry lets in. */
const user = { name: "ada", password: "secret" } as const;

/**
 * Serve the test registry until the process ends, for use by hand: the plain one, or one with a maker's ways.
 * Its content is in memory and gone afterwards.
 */
async function serve(name: string | undefined): Promise<string> {
  if (name === undefined) return (await startRegistry()).url;
  const known: Readonly<Record<string, PersonalityOptions>> = personalities;
  const maker = Object.hasOwn(known, name) ? known[name] : undefined;
  if (maker === undefined) throw new Error(`usage: registry [${Object.keys(known).join(" | ")}]`);
  const { url } = await startRegistry(maker({ [user.name]: user.password }));
  return `${url} (${user.name}, ${user.password})`;
}

try {
  process.stdout.write(`${await serve(process.argv[2])}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
