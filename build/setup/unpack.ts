import { mkdtemp, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { top } from "../top.ts";
import { runCommand } from "./command.ts";
import { runNpm } from "./npm.ts";

/**
 * Fetch an npm package, whose scripts are not run; npm compares its bytes with the registry's digest.
 * @param spec such as `electron@33`
 * @param work the folder in which it is unpacked
 * @returns the package's folder
 */
export async function unpackPackage(spec: string, work: string): Promise<string> {
  const folder = await mkdtemp(join(work, "package-"));
  const args = ["pack", spec, "--silent", "--ignore-scripts", "--pack-destination", folder];
  const packed = await runNpm(args);
  const file = (await readdir(folder)).find((name) => name.endsWith(".tgz"));
  if (packed.code !== 0 || file === undefined) {
    throw new Error(`npm could not fetch ${spec}: ${packed.output.trim()}`);
  }
  // The name alone: on Windows, tar takes a drive for the name of a computer.
  const result = await runCommand("tar", ["-xzf", file], { cwd: folder });
  if (result.code !== 0) {
    throw new Error(`tar could not unpack ${spec}: ${result.output.trim()}`);
  }
  return join(folder, "package");
}

/** Loads a package that the electron package depends on. */
export async function importFromElectron(name: string): Promise<unknown> {
  const fromElectron = createRequire(join(top, "node_modules/electron/package.json"));
  return await import(pathToFileURL(fromElectron.resolve(name)).href);
}

/** Unpacks a zip file with the extractor of the electron package. */
export async function unzip(archive: string, folder: string): Promise<void> {
  const { extract } = (await importFromElectron("@electron-internal/extract-zip")) as {
    readonly extract: (file: string, options: { readonly dir: string }) => Promise<void>;
  };
  await extract(archive, { dir: folder });
}
