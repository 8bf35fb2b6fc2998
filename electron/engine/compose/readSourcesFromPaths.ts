import { stat } from "node:fs/promises";
import path from "node:path";
import type { FoundSources } from "../../../shared/ipc/contract.ts";
import type { Failure } from "../../../shared/errors.ts";
import { ArchiveStore } from "../stores/archive/archiveStore.ts";
import { isArchiveStart } from "../stores/archive/decompress.ts";
import { EngineError, toFailure } from "../errors.ts";
import { openFile } from "../disk/openFile.ts";
import { parseSource } from "./source.ts";
import { blockSize } from "../stores/archive/tarHeader.ts";
import { diskError } from "../disk/diskError.ts";
import { LayoutStore } from "../stores/layout/layoutStore.ts";

/** Largest descriptor file, in bytes. Descriptors have a few hundred bytes. */
const maxDescriptorBytes = 64 * 1024;

/**
 * Reads files and folders as sources: each image of an OCI layout or archive, and the content of a descriptor file.
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
  const failures: Failure[] = [];
  for (const item of paths) {
    signal.throwIfAborted();
    onRead(item);
    try {
      for (const text of await readPath(item, signal)) {
        texts.push(text);
      }
    } catch (error) {
      signal.throwIfAborted();
      failures.push(toFailure(diskError(error, `read ${item}`)));
    }
  }
  return { texts, failures };
}

async function readPath(item: string, signal: AbortSignal): Promise<readonly string[]> {
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
  if (!found.isFile() || found.size > maxDescriptorBytes) {
    throw unknownFile(item);
  }
  const text = await readStart(item);
  return [readDescriptor(text, item)];
}

/**
 * Returns a descriptor's own fields. Nothing of any other file is sent to the window: it may contain secrets.
 */
function readDescriptor(text: string, item: string): string {
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
  throw unknownFile(item);
}

/** Reads at most the bytes of the largest descriptor, whatever the size of the file. */
async function readStart(item: string): Promise<string> {
  return (await readFirst(item, maxDescriptorBytes)).toString("utf8");
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

function unknownFile(item: string): EngineError {
  return new EngineError(
    "input_invalid",
    `${path.basename(item)} is not an OCI image layout, an image archive or a descriptor.`,
    {
      hint: 'Drop a folder with oci-layout and index.json in it, an archive that docker save or skopeo wrote, or a small JSON file such as {"digest": "sha256:…"}.',
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
