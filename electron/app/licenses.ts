import { open, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { LicensedPart } from "../../shared/ipc/contract.ts";
import { EngineError } from "../engine/errors.ts";
import { decodeEntities } from "./decodeEntities.ts";

/** The file that the build writes: build/provenance/listComponents.ts. */
const partsSchema = z.array(
  z.strictObject({ name: z.string(), version: z.string(), license: z.string(), text: z.string() }),
);

interface LicenseFiles {
  /** licenses.json of the build. */
  readonly parts: string;
  /** The folders that may contain Chromium's page of licenses: it is beside the program, on macOS in its resources. */
  readonly chromiumFolders: readonly string[];
}

/** A project in Chromium's page of licenses. */
interface ChromiumProject {
  readonly name: string;
  /** The bytes of the license text in the page. */
  readonly start: number;
  readonly end: number;
}

interface ChromiumPage {
  readonly file: string;
  readonly projects: readonly ChromiumProject[];
}

/** The licenses of everything in the app that others made. */
export class Licenses {
  readonly #files: LicenseFiles;
  #page: ChromiumPage | undefined;

  constructor(files: LicenseFiles) {
    this.#files = files;
  }

  /**
   * Lists the packages in the app's bundles and Electron, then the projects inside Chromium.
   * @throws EngineError `not_found` if the app was not built, as in development
   */
  async list(): Promise<readonly LicensedPart[]> {
    const parts = (await this.#parts()).map(({ name, version, license }, at) => ({
      id: `part-${at}`,
      name,
      version,
      license,
    }));
    const page = await this.#chromiumPage();
    const projects = (page?.projects ?? []).map(({ name }, at) => ({
      id: `chromium-${at}`,
      name,
      version: "",
      license: "",
    }));
    return [...parts, ...projects];
  }

  /** Reads the license text of a part. @throws EngineError `not_found` if there is no such part */
  async read(id: string): Promise<string> {
    const [, kind, position] = /^(part|chromium)-(\d+)$/.exec(id) ?? [];
    const at = Number(position);
    if (kind === "part") {
      const part = (await this.#parts())[at];
      if (part !== undefined) {
        return part.text;
      }
    }
    if (kind === "chromium") {
      const page = await this.#chromiumPage();
      const project = page?.projects[at];
      if (page !== undefined && project !== undefined) {
        return await readProject(page.file, project);
      }
    }
    throw new EngineError("not_found", "This license is not in the list.");
  }

  async #parts(): Promise<z.infer<typeof partsSchema>> {
    let text;
    try {
      text = await readFile(this.#files.parts, "utf8");
    } catch (cause) {
      throw new EngineError("not_found", "The list of licenses is missing.", {
        hint: "Building the app writes it: npm start builds and starts the app. In an installed app, install it again.",
        detail: String(cause),
        cause,
      });
    }
    return partsSchema.parse(JSON.parse(text));
  }

  /** Chromium's page, or undefined if the app came without it. Its 9 MB are not kept. */
  async #chromiumPage(): Promise<ChromiumPage | undefined> {
    for (const folder of this.#page === undefined ? this.#files.chromiumFolders : []) {
      const file = path.join(folder, "LICENSES.chromium.html");
      const bytes = await readFile(file).catch(() => undefined);
      if (bytes !== undefined) {
        this.#page = { file, projects: findProjects(bytes) };
        break;
      }
    }
    return this.#page;
  }
}

/** The projects in the page that Chromium's tools/licenses writes, in the page's order, which is that of names. */
function findProjects(page: Buffer): readonly ChromiumProject[] {
  // In Latin-1 a position in the text is a position in the bytes.
  const text = page.toString("latin1");
  return [
    ...text.matchAll(/<span class="title">(?<name>[^<]*)<\/span>[^]*?<pre>(?<text>[^<]*)<\/pre>/dg),
  ].map(({ groups = {}, indices }) => {
    const [start, end] = indices?.groups?.["text"] ?? [0, 0];
    const name = Buffer.from(groups["name"] ?? "", "latin1").toString("utf8");
    return { name: decodeEntities(name).trim(), start, end };
  });
}

async function readProject(file: string, { start, end }: ChromiumProject): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(end - start), 0, end - start, start);
    return decodeEntities(buffer.toString("utf8")).trim();
  } finally {
    await handle.close();
  }
}
