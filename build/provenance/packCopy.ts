import { cpSync, lutimesSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../setup/command.ts";
import { top } from "../top.ts";

/** What a copy does not take along: what is installed or built. */
const leftOut = new Set([".git", ".runtime", "node_modules", "out", "dist"]);

interface Surroundings {
  /** Where the copy is made; must not exist. */
  readonly folder: string;
  /** The time that all files of the copy have. */
  readonly modified: Date;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Build and package a copy of the project, so that nothing of an earlier build, and no path or time, is shared.
 * @returns the archive of the packaged app
 * @throws Error with the output of the build, if that fails
 */
export async function packCopy({ folder, modified, env }: Surroundings): Promise<string> {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(top).filter((entry) => !leftOut.has(entry))) {
    cpSync(join(top, name), join(folder, name), { recursive: true });
  }
  for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    lutimesSync(join(folder, entry), modified, modified);
  }
  symlinkSync(join(top, "node_modules"), join(folder, "node_modules"), "junction");
  const { code, output } = await runCommand(
    process.execPath,
    [join(folder, "build/run.mjs"), "package", "--test-runtime", `--arch=${process.arch}`, "--dir"],
    { cwd: folder, env },
  );
  if (code !== 0) {
    throw new Error(`The copy in ${folder} cannot be packaged:\n${output}`);
  }
  return findArchive(join(folder, "dist"));
}

function findArchive(folder: string): string {
  const archive = readdirSync(folder, { recursive: true, encoding: "utf8" }).find((name) =>
    /(?:^|[\\/])app\.asar$/.test(name),
  );
  if (archive === undefined) {
    throw new Error(`${folder} contains no app.asar.`);
  }
  return join(folder, archive);
}
