import { sizeLimits } from "../sizeLimits.ts";
import { corruptArchive } from "./archiveErrors.ts";
import { readChunks, readExactly, type ByteReader } from "./byteReader.ts";
import { readTar, type TarFile } from "./readTar.ts";

/** The bytes of a file in the (decompressed) archive. */
export type ByteRange = Pick<TarFile, "offset" | "size">;

/** The files of one version of an archive, listed in one pass over its headers. */
export interface ArchiveContents {
  /** Key of the version of the archive, see `fileVersion`. */
  readonly version: string;
  /** Whether reading a file means decompressing everything before it. */
  readonly isCompressed: boolean;
  readonly files: ReadonlyMap<string, ByteRange>;
  /** Target of each link. */
  readonly links: ReadonlyMap<string, string>;
  /** The small documents of a compressed archive, so that reading them does not decompress it again. */
  readonly documents: ReadonlyMap<ByteRange, Uint8Array>;
  /** Total size of the documents in bytes. */
  readonly documentBytes: number;
}

/** Files that list the images: with two of one name, two tools see different images. */
const imageLists = new Set(["index.json", "manifest.json"]);

/** In bytes. */
const maxDocumentSize = 1024 * 1024;
/** In bytes, of all documents. */
const maxDocumentBytes = 48 * 1024 * 1024;
/** In characters, of all names. */
const maxNamesLength = 16 * 1024 * 1024;
const maxLinkDepth = 8;

/**
 * Lists the files of an archive.
 *
 * Of two files of the same name the later one counts, as when unpacking; blobs are verified against their digest.
 * Duplicate image lists are rejected: skopeo reads the first and `docker load` the last.
 *
 * @param archive.version key of the version that is read
 * @throws EngineError `layout_invalid`, `too_large`
 */
export async function readContents(
  reader: ByteReader,
  archive: Pick<ArchiveContents, "version" | "isCompressed">,
): Promise<ArchiveContents> {
  const files = new Map<string, ByteRange>();
  const links = new Map<string, string>();
  const documents = new Map<ByteRange, Uint8Array>();
  let documentBytes = 0;
  let namesLength = 0;
  for await (const entry of readTar(reader)) {
    const { name } = entry;
    if (imageLists.has(name) && (files.has(name) || links.has(name))) {
      throw corruptArchive(reader.archive, `it contains two files named ${name}`);
    }
    namesLength += name.length + (entry.kind === "link" ? entry.target.length : 0);
    if (namesLength > maxNamesLength) {
      throw corruptArchive(reader.archive, "its file names are too long");
    }
    files.delete(name);
    links.delete(name);
    if (entry.kind === "link") {
      links.set(name, entry.target);
      continue;
    }
    const { offset, size } = entry;
    const range = { offset, size };
    files.set(name, range);
    const maxSize = imageLists.has(name) ? sizeLimits.manifest : maxDocumentSize;
    if (!archive.isCompressed || size > maxSize || documentBytes + size > maxDocumentBytes) {
      continue;
    }
    const bytes = await readExactly(reader, size);
    if (!isDocument(bytes)) {
      continue;
    }
    documents.set(range, bytes);
    documentBytes += size;
  }
  const { version, isCompressed } = archive;
  return { version, isCompressed, files, links, documents, documentBytes };
}

/** Reports whether bytes are JSON: manifests, indexes and configs begin with a bracket, layers do not. */
function isDocument(bytes: Buffer): boolean {
  return /^\s*[[{]/.test(bytes.toString("latin1", 0, 64));
}

/** Locates a file, following links; undefined if there is none of that name. */
export function findFile(contents: ArchiveContents, name: string): ByteRange | undefined {
  let current: string | undefined = name;
  for (let depth = 0; current !== undefined && depth <= maxLinkDepth; depth += 1) {
    const range = contents.files.get(current);
    if (range) {
      return range;
    }
    current = contents.links.get(current);
  }
  return undefined;
}

/** Reads the bytes of a file as chunks. @param offset in the file, in bytes */
export async function* readRange(
  reader: ByteReader,
  range: ByteRange,
  offset = 0,
): AsyncGenerator<Uint8Array> {
  if (offset >= range.size) {
    return;
  }
  await reader.skip(range.offset + offset - reader.position);
  yield* readChunks(reader, range.size - offset);
}
