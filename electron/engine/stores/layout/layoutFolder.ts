import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { EngineError } from "../../errors.ts";
import { LayoutIndex } from "./layoutIndex.ts";
import { readCappedFile } from "../../disk/readCappedFile.ts";
import { sizeLimits } from "../sizeLimits.ts";
import { diskError } from "../../disk/diskError.ts";
import { writeFileAtomic } from "../../disk/writeFileAtomic.ts";

const markText = '{"imageLayoutVersion":"1.0.0"}';
/** Bytes. The mark of a layout has some thirty. */
const largestMark = 64 * 1024;

/** What file managers put into any folder. */
const strayFiles: ReadonlySet<string> = new Set([".DS_Store", "Thumbs.db", "desktop.ini"]);
/** What an interrupted push leaves before there is an index. */
const ownFile = /^(?:blobs|\.(?:oci-layout|index\.json)\.[0-9a-f-]{36})$/;

const layoutHint = "Choose a folder that holds oci-layout, index.json and blobs.";
const emptyHint = "Choose a new or empty folder, or one that is an image layout.";

/**
 * Whether an image layout can be written into a folder: one that is there, or a new one. What the folder holds
 * otherwise is not the app's, and a layout among it could not be told from it.
 *
 * @returns whether there is an index already
 * @throws EngineError `layout_invalid` for a folder that holds other files; `input_invalid` for a new one with a
 * colon in its name
 */
export async function findLayout(root: string): Promise<"layout" | "new"> {
  const files = await listFolder(root);
  if (files.includes("oci-layout")) {
    await checkMark(root);
    return files.includes("index.json") ? "layout" : "new";
  }
  if (files.includes("index.json")) {
    // Its mark is missing, which some writers forget.
    if ((await readIndexFile(root)).isIndex) return "layout";
  }
  const other = files.find((name) => !strayFiles.has(name) && !ownFile.test(name));
  if (other === undefined) return "new";
  throw new EngineError(
    "layout_invalid",
    `${root} is not an image layout, and holds other files: ${JSON.stringify(other)}.`,
    { hint: emptyHint },
  );
}

async function listFolder(root: string): Promise<readonly string[]> {
  try {
    return await readdir(root);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTDIR") throw notAFolder(root);
    if (code !== "ENOENT") throw diskError(error, `read the folder ${root}`);
    refuseColon(root);
    return [];
  }
}

/** A new folder with a colon in its name is a name of an image that was taken for a part of the path. */
function refuseColon(root: string): void {
  const { root: drive } = path.parse(root);
  const colon = root.indexOf(":", drive.length);
  if (colon < 0) return;
  const folder = root.slice(0, colon);
  const name = root.slice(colon + 1);
  throw new EngineError("input_invalid", `There is no folder ${root}.`, {
    hint: `Folders with a colon in their name are not made. To name an image in the layout ${folder}, write its tag too: oci-layout://${folder}:${name}:latest.`,
  });
}

/** @throws EngineError `layout_invalid` where the folder's `oci-layout` is some other file */
async function checkMark(root: string): Promise<void> {
  const file = path.join(root, "oci-layout");
  const bytes = await readMark(file);
  // An empty one is what a crash may leave.
  if (bytes.byteLength === 0) return;
  let version: unknown;
  try {
    const mark = JSON.parse(bytes.toString("utf8")) as { imageLayoutVersion?: unknown } | null;
    version = mark?.imageLayoutVersion;
  } catch {
    version = undefined;
  }
  if (typeof version === "string" && version.startsWith("1.")) return;
  const why = typeof version === "string" ? `has version ${version.slice(0, 40)}` : "is none";
  throw new EngineError("layout_invalid", `${file} should be the mark of a layout, and ${why}.`, {
    hint: emptyHint,
  });
}

async function readMark(file: string): Promise<Buffer> {
  try {
    return await readCappedFile(file, largestMark);
  } catch (error) {
    throw diskError(error, `read ${file}`);
  }
}

/** Write the mark of a layout, unless there is one. */
export async function markLayout(root: string): Promise<void> {
  const file = path.join(root, "oci-layout");
  const about = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (about === undefined || about.size === 0)
    await writeFileAtomic(file, new TextEncoder().encode(markText));
}

/**
 * Read a layout's index.
 * @returns one without entries where the layout has none yet
 * @throws EngineError `not_found` where there is no such file, `layout_invalid` where it is not that of a layout
 */
export async function readIndexFile(root: string): Promise<LayoutIndex> {
  const file = path.join(root, "index.json");
  const read = LayoutIndex.read(await readIndexBytes(root, file), file);
  if (read.isIndex || (await hasMark(root))) return read;
  throw new EngineError("layout_invalid", `${file} is not the index of an image layout.`, {
    hint: layoutHint,
  });
}

async function readIndexBytes(root: string, file: string): Promise<Uint8Array> {
  try {
    return await readCappedFile(file, sizeLimits.manifest);
  } catch (error) {
    if (error instanceof EngineError && error.code === "disk")
      throw new EngineError("layout_invalid", error.message, { hint: layoutHint });
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTDIR") throw notAFolder(root);
    if (code !== "ENOENT") throw diskError(error, `read ${file}`);
    throw new EngineError(
      "not_found",
      `${root} is not an OCI image layout: it has no index.json.`,
      { hint: layoutHint },
    );
  }
}

async function hasMark(root: string): Promise<boolean> {
  try {
    await checkMark(root);
    return true;
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}

function notAFolder(root: string): EngineError {
  return new EngineError("layout_invalid", `${root} is no folder, so no image layout.`, {
    hint: "An image in one file is oci-archive://FILE or docker-archive://FILE.",
  });
}
