import { runCommand } from "./command.ts";

/** Libraries that the binary needs and this system lacks, as the loader reports them. */
export async function findMissingLibraries(executable: string): Promise<readonly string[]> {
  const linked = await runCommand("ldd", [executable]);
  const missing = [...linked.output.matchAll(/^\s*(\S+) => not found$/gm)].map(
    (match) => match[1] ?? "",
  );
  // Loaded at run time, so ldd does not name it.
  const known = await runCommand("/sbin/ldconfig", ["-p"]);
  if (known.code === 0 && !known.output.includes("libgtk-3.so.0")) missing.push("libgtk-3.so.0");
  return missing;
}
