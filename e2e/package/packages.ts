import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

/** Where `npm run package -- --test-runtime` writes. */
const output = resolve(import.meta.dirname, "../../dist/test-runtime");

/** The packaged app as a folder, with the fuses of a release. */
export const released = join(output, `${process.platform}-${process.arch}`);

/** The packaged app as Playwright can start it: with the fuse that lets a debugger attach to the main process. */
export const debuggable = `${released}-debuggable`;

/** The program in a folder of the packaged app; on macOS, the app. */
export function programIn(folder: string): string {
  switch (process.platform) {
    case "darwin":
      return join(folder, "Manifestry.app");
    case "win32":
      return join(folder, "Manifestry.exe");
    default:
      return join(folder, "manifestry");
  }
}

/** The file of a package. @param extension such as `.deb` */
export function packageFile(extension: string): string {
  const name = readdirSync(output).find((entry) => entry.endsWith(extension));
  if (name === undefined) {
    throw new Error(`No ${extension} package in ${output}: run \`npm run test:package\`.`);
  }
  return join(output, name);
}

/** Copies the released folder; files are shared, except the program. */
export function copyReleased(): void {
  rmSync(debuggable, { recursive: true, force: true });
  execFileSync("cp", ["-al", released, debuggable]);
  const program = programIn(debuggable);
  rmSync(program);
  copyFileSync(programIn(released), program);
  chmodSync(program, 0o755);
}

/** The offsets at which two files of equal length differ. */
export function differences(first: string, second: string): readonly number[] {
  const a = readFileSync(first);
  const b = readFileSync(second);
  if (a.length !== b.length) {
    throw new Error(`${first} and ${second} differ in length.`);
  }
  const found: number[] = [];
  const chunk = 1 << 20;
  for (let start = 0; start < a.length; start += chunk) {
    const end = Math.min(start + chunk, a.length);
    if (a.compare(b, start, end, start, end) !== 0) {
      for (let offset = start; offset < end; offset += 1) {
        if (a[offset] !== b[offset]) {
          found.push(offset);
        }
      }
    }
  }
  return found;
}
