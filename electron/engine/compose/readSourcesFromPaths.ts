import { stat } from "node:fs/promises";
import path from "node:path";
import type { FoundList, FoundSources } from "../../../shared/ipc/contract.ts";
import type { Failure } from "../../../shared/errors.ts";
import { parseSourceFile } from "../../../shared/paste/parseSourceFile.ts";
import { savedKind } from "../../../shared/paste/savedFile.ts";
import { splitSourceList } from "../../../shared/paste/splitSourceList.ts";
import { ArchiveStore } from "../stores/archive/archiveStore.ts";
import { isArchiveStart } from "../stores/archive/decompress.ts";
import { EngineError, toFailure } from "../errors.ts";
import { openFile } from "../disk/openFile.ts";
import { parseSource } from "./source.ts";
import { blockSize } from "../stores/archive/tarHeader.ts";
import { diskError } from "../disk/diskError.ts";
import { LayoutStore } from "../stores/layout/layoutStore.ts";

/** Largest text file, in bytes: a descriptor has a few hundred, a list of a thousand references some 100,000. */
const maxTextBytes = 256 * 1024;

/** Bytes at the start of a file that tell a recipe and a plan. */
const startBytes = 4096;

/**
 * Recognizes a recipe or a plan by the start of the file; undefined for anything else, and for what cannot be read.
 * @param item a path
 */
export async function savedKindOf(item: string): Promise<"recipe" | "plan" | undefined> {
  try {
    return savedKind((await readFirst(item, startBytes)).toString("utf8"));
  } catch {
    // The read that follows reports the error.
    return undefined;
  }
}

/**
 * Reads files and folders as sources: each image of an OCI layout or archive, the content of a descriptor file, and the
 * references in a text file. A recipe and a plan are refused: they are more than sources.
 *
 * @param onRead called with each path before it is read, which takes long for a compressed archive
 * @returns the sources, and failures for the paths that could not be read
 * @throws the signal's reason once it aborts
 */
export async function readSourcesFromPaths(
  paths: readonly string[],
  signal: AbortSignal,
  onRead: (item: string) => void = () => {},
): Promise<FoundSources> {
  const texts: string[] = [];
  const lists: FoundList[] = [];
  const failures: Failure[] = [];
  for (const item of paths) {
    signal.throwIfAborted();
    onRead(item);
    try {
      const found = await readPath(item, signal);
      if (isList(found)) {
        lists.push(found);
      } else {
        texts.push(...found);
      }
    } catch (error) {
      signal.throwIfAborted();
      failures.push(toFailure(diskError(error, `read ${item}`)));
    }
  }
  return { texts, lists, failures };
}

function isList(found: readonly string[] | FoundList): found is FoundList {
  return "problems" in found;
}

async function readPath(item: string, signal: AbortSignal): Promise<readonly string[] | FoundList> {
  const found = await stat(item);
  if (found.isDirectory()) {
    return await readLayout(item);
  }
  // A file of a layout stands for the layout.
  if (["oci-layout", "index.json"].includes(path.basename(item))) {
    return await readLayout(path.dirname(item));
  }
  if (found.isFile() && (await isArchive(item))) {
    return await readArchive(item, signal);
  }
  const kind = found.isFile() ? await savedKindOf(item) : undefined;
  if (kind !== undefined) {
    throw savedFile(item, kind);
  }
  if (!found.isFile()) {
    throw unknownFile(item);
  }
  if (found.size > maxTextBytes) {
    throw new EngineError(
      "input_invalid",
      `${path.basename(item)} is not an image archive, and too large for a list of references.`,
      { hint: "At most 256 KiB of text are read: split the list." },
    );
  }
  const text = decodeText(await readFirst(item, maxTextBytes), item);
  return readDescriptors(text) ?? readList(text, item);
}

/** @throws EngineError `input_invalid` if the bytes are no text */
function decodeText(bytes: Uint8Array, item: string): string {
  if (bytes.includes(0)) {
    throw unknownFile(item);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw unknownFile(item);
  }
}

/** What files with credentials have: private keys, `.npmrc`, `.netrc`, Docker's config, environment files. */
const credentialMarker =
  /-----BEGIN [A-Z ]*PRIVATE KEY|_authToken|_password|^\s*(?:machine|login|password)\s|passw(?:or)?d\s*[=:]/im;

/** Whether a text can be a source: a reference, location or digest, or a descriptor as JSON. */
function isSource(text: string): boolean {
  try {
    parseSource(text);
    return true;
  } catch (error) {
    if (error instanceof EngineError) {
      return false;
    }
    throw error;
  }
}

/**
 * Reads the references in a text. Nothing else of it is sent to the window: it may contain secrets.
 * @throws EngineError `input_invalid` if it has none, or only bare words, which any text has; if it looks like a file
 *   with credentials; or if most of it is something else
 */
function readList(text: string, item: string): FoundList {
  const isJsonObject = /^\s*\{/.test(text);
  const parsed = parseSourceFile(text);
  const sources = parsed.result.sources.filter(isSource);
  const references = [...sources, ...parsed.result.targets];
  // Text that is no source is not sent either, but counted with the lines that are not understood.
  const moreProblems = parsed.moreProblems + parsed.result.sources.length - sources.length;
  if (
    isJsonObject ||
    credentialMarker.test(text) ||
    parsed.problems.length + moreProblems > references.length ||
    !references.some((reference) => /[/:@{]/.test(reference))
  ) {
    throw unknownFile(item);
  }
  return {
    ...parsed,
    moreProblems,
    result: { ...parsed.result, sources },
    name: path.basename(item),
  };
}

/** Returns the descriptors of a descriptor, a list of them or an index; undefined for any other text. */
function readDescriptors(text: string): readonly string[] | undefined {
  if (!/^\s*[[{]/.test(text)) {
    return undefined;
  }
  const descriptors = splitSourceList(text).map(readDescriptor);
  const known = descriptors.filter((descriptor) => descriptor !== undefined);
  return known.length > 0 && known.length === descriptors.length ? known : undefined;
}

/** Returns a descriptor's own fields; undefined for any other text. */
function readDescriptor(text: string): string | undefined {
  try {
    const source = parseSource(text);
    if (source.given !== undefined) {
      return JSON.stringify(source.given);
    }
  } catch (error) {
    if (!(error instanceof EngineError)) {
      throw error;
    }
  }
  return undefined;
}

async function readFirst(item: string, count: number): Promise<Buffer> {
  const handle = await openFile(item);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function isArchive(item: string): Promise<boolean> {
  return isArchiveStart(await readFirst(item, blockSize));
}

/** Lists the images of an archive that have a location. */
async function readArchive(item: string, signal: AbortSignal): Promise<readonly string[]> {
  const texts = await new ArchiveStore("oci", item).listLocations(signal);
  if (texts.length > 0) {
    return texts;
  }
  throw new EngineError("layout_invalid", `The archive ${item} has no images that can be named.`, {
    hint: "Give the file a plain name that ends in .tar, and drop it again.",
  });
}

function savedFile(item: string, kind: "recipe" | "plan"): EngineError {
  const name = path.basename(item);
  const command = kind === "recipe" ? "File › Open Recipe" : "File › Open Plan";
  return new EngineError("input_invalid", `${name} is a ${kind}, not a source.`, {
    hint: `Drop it alone, or use ${command}.`,
  });
}

function unknownFile(item: string): EngineError {
  return new EngineError(
    "input_invalid",
    `${path.basename(item)} is not an OCI image layout, an image archive, a descriptor or a list of references.`,
    {
      hint: 'Drop a folder with oci-layout and index.json in it, an archive that docker save or skopeo wrote, a small JSON file such as {"digest": "sha256:…"}, or a text of at most 256 KiB with a reference such as ghcr.io/acme/app:1.4 on each line.',
    },
  );
}

async function readLayout(folder: string): Promise<readonly string[]> {
  const texts = await new LayoutStore(folder).listLocations();
  if (texts.length > 0) {
    return texts;
  }
  throw new EngineError("layout_invalid", `The image layout ${folder} has no images.`, {
    hint: "Push an image into it first.",
  });
}
