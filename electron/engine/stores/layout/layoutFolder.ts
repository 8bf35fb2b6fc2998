import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { diskError } from "../../disk/diskError.ts";
import { readCappedFile } from "../../disk/readCappedFile.ts";
import { writeFileAtomic } from "../../disk/writeFileAtomic.ts";
import { EngineError } from "../../errors.ts";
import { sizeLimits } from "../sizeLimits.ts";
import { LayoutIndex } from "./layoutIndex.ts";

/** Content of a new `oci-layout` file. Source: OCI image-spec 1.1, "image-layout.md". */
export const ociLayoutText = '{"imageLayoutVersion":"1.0.0"}';
/** In bytes. An `oci-layout` file has about thirty. */
const maxOciLayoutSize = 64 * 1024;

/** Files that file managers create in any folder. */
const ignoredFiles: ReadonlySet<string> = new Set([".DS_Store", "Thumbs.db", "desktop.ini"]);
/** Files of an interrupted push before there is an index. */
const unfinishedFile = /^(?:blobs|\.(?:oci-layout|index\.json)\.[0-9a-f-]{36})$/;

const readHint = "Choose a folder that contains oci-layout, index.json and blobs.";
const writeHint = "Choose a new or empty folder, or an image layout.";

/**
 * Checks that an image layout can be written to a folder: one that is a layout, is empty, or does not exist. Does not
 * mix a layout with other files.
 *
 * @returns whether the layout has an index already
 * @throws EngineError `layout_invalid` for a folder with other files; `input_invalid` for a new folder with a colon in
 * its name
 */
export async function findLayout(root: string): Promise<"layout" | "new"> {
  const files = await listFolder(root);
  if (files.includes("oci-layout")) {
    await checkOciLayoutFile(root);
    return files.includes("index.json") ? "layout" : "new";
  }
  // Some tools do not write oci-layout.
  if (files.includes("index.json") && (await readLayoutIndex(root)).isIndex) {
    return "layout";
  }
  const other = files.find((name) => !ignoredFiles.has(name) && !unfinishedFile.test(name));
  if (other === undefined) {
    return "new";
  }
  throw new EngineError(
    "layout_invalid",
    `${root} is not an image layout and contains other files: ${JSON.stringify(other)}.`,
    { hint: writeHint },
  );
}

async function listFolder(root: string): Promise<readonly string[]> {
  try {
    return await readdir(root);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTDIR") {
      throw notAFolder(root);
    }
    if (code !== "ENOENT") {
      throw diskError(error, `read the folder ${root}`);
    }
    rejectColon(root);
    return [];
  }
}

/** Rejects a new folder with a colon in its name, which is probably an image name that was parsed as part of the path. */
function rejectColon(root: string): void {
  const { root: drive } = path.parse(root);
  const colon = root.indexOf(":", drive.length);
  if (colon < 0) {
    return;
  }
  const folder = root.slice(0, colon);
  const name = root.slice(colon + 1);
  throw new EngineError("input_invalid", `There is no folder ${root}.`, {
    hint: `A folder with a colon in its name is not created. To select an image in the layout ${folder}, add its tag: oci-layout://${folder}:${name}:latest.`,
  });
}

/** @throws EngineError `layout_invalid` if `oci-layout` is another file or has an unsupported version */
async function checkOciLayoutFile(root: string): Promise<void> {
  const file = path.join(root, "oci-layout");
  const bytes = await readOciLayoutFile(file);
  // A crash may leave an empty file.
  if (bytes.byteLength === 0) {
    return;
  }
  let version: unknown;
  try {
    const document = JSON.parse(bytes.toString("utf8")) as {
      imageLayoutVersion?: unknown;
    } | null;
    version = document?.imageLayoutVersion;
  } catch {
    version = undefined;
  }
  if (typeof version === "string" && version.startsWith("1.")) {
    return;
  }
  const why =
    typeof version === "string"
      ? `has the unsupported version ${version.slice(0, 40)}`
      : "is not the oci-layout file of an image layout";
  throw new EngineError("layout_invalid", `${file} ${why}.`, { hint: writeHint });
}

async function readOciLayoutFile(file: string): Promise<Buffer> {
  try {
    return await readCappedFile(file, maxOciLayoutSize);
  } catch (error) {
    throw diskError(error, `read ${file}`);
  }
}

/** Writes the `oci-layout` file of a layout unless it exists. */
export async function writeOciLayoutFile(root: string): Promise<void> {
  const file = path.join(root, "oci-layout");
  const stats = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") {
      return undefined;
    }
    throw error;
  });
  if (stats === undefined || stats.size === 0) {
    await writeFileAtomic(file, new TextEncoder().encode(ociLayoutText));
  }
}

/**
 * Reads the `index.json` of a layout.
 * @throws EngineError `not_found` if there is no such file, `layout_invalid` if it is another file of that name
 */
export async function readLayoutIndex(root: string): Promise<LayoutIndex> {
  const file = path.join(root, "index.json");
  const index = LayoutIndex.parse(await readIndexBytes(root, file), file);
  if (index.isIndex || (await hasOciLayoutFile(root))) {
    return index;
  }
  throw new EngineError("layout_invalid", `${file} is not the index of an image layout.`, {
    hint: readHint,
  });
}

async function readIndexBytes(root: string, file: string): Promise<Uint8Array> {
  try {
    return await readCappedFile(file, sizeLimits.manifest);
  } catch (error) {
    if (error instanceof EngineError && error.code === "disk") {
      throw new EngineError("layout_invalid", error.message, { hint: readHint });
    }
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTDIR") {
      throw notAFolder(root);
    }
    if (code !== "ENOENT") {
      throw diskError(error, `read ${file}`);
    }
    throw new EngineError(
      "not_found",
      `${root} is not an OCI image layout: it has no index.json.`,
      { hint: readHint },
    );
  }
}

async function hasOciLayoutFile(root: string): Promise<boolean> {
  try {
    await checkOciLayoutFile(root);
    return true;
  } catch (error) {
    if (error instanceof EngineError) {
      return false;
    }
    throw error;
  }
}

function notAFolder(root: string): EngineError {
  return new EngineError("layout_invalid", `${root} is not a folder, so not an image layout.`, {
    hint: "For an image in a single file, write oci-archive://FILE or docker-archive://FILE.",
  });
}
