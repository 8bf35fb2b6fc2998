import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runCommand } from "../setup/command.ts";
import { decodeEntities } from "../../electron/app/decodeEntities.ts";

/** What a package contains besides the app's own files. */
export interface ElectronRuntime {
  readonly electron: string;
  readonly chromium: string;
  readonly node: string;
  readonly v8: string;
  /** Electron's license. */
  readonly text: string;
  /** The names of the projects inside Chromium, as its list of licenses has them. */
  readonly chromiumProjects: readonly string[];
}

/**
 * Ask an Electron what it is made of.
 * @param executable of the runtime that is packaged
 * @throws Error if it does not start, or the licenses beside it are missing
 */
export async function readRuntime(executable: string): Promise<ElectronRuntime> {
  const { code, output } = await runCommand(
    executable,
    ["-e", "process.stdout.write(JSON.stringify(process.versions))"],
    { env: { ELECTRON_RUN_AS_NODE: "1", NODE_OPTIONS: "" }, timeout: 60_000 },
  );
  if (code !== 0) {
    throw new Error(`${executable} did not tell its version: ${output.trim()}`);
  }
  const versions = JSON.parse(output) as Readonly<Record<string, string>>;
  const [electron, chromium, node, v8] = ["electron", "chrome", "node", "v8"].map(
    (name) => versions[name],
  );
  if (electron === undefined || chromium === undefined || node === undefined || v8 === undefined) {
    throw new Error(`${executable} is no Electron.`);
  }
  const folder = distFolder(executable);
  const page = readFileSync(join(folder, "LICENSES.chromium.html"), "utf8");
  return {
    electron,
    chromium,
    node,
    v8,
    text: readFileSync(join(folder, "LICENSE"), "utf8").replaceAll("\r\n", "\n").trim(),
    chromiumProjects: chromiumProjects(page),
  };
}

/** The folder with the licenses: on macOS beside Electron.app. */
function distFolder(executable: string): string {
  const bundle = executable.indexOf("/Electron.app/");
  return bundle < 0 ? dirname(executable) : executable.slice(0, bundle);
}

/** The titles in LICENSES.chromium.html, which Chromium's tools/licenses writes; each once, in order. */
function chromiumProjects(page: string): readonly string[] {
  const titles = [...page.matchAll(/<span class="title">([^<]*)<\/span>/g)].map(([, title = ""]) =>
    decodeEntities(title).trim(),
  );
  if (titles.length === 0) {
    throw new Error("LICENSES.chromium.html has another form: no project was found in it.");
  }
  return [...new Set(titles)].toSorted();
}
