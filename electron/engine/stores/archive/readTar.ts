import { readExactly, type ByteReader } from "./byteReader.ts";
import { corruptArchive, oversizedArchive } from "./archiveErrors.ts";
import { blockSize, padding, readHeader, readPax } from "./tarHeader.ts";

/** A file in an archive. `offset` is the position of its bytes in the (decompressed) archive. */
export interface TarFile {
  readonly kind: "file";
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

/** A hard or symbolic link to another file in the archive. */
interface TarLink {
  readonly kind: "link";
  readonly name: string;
  readonly target: string;
}

/** Image archives have a few hundred entries at most. */
const maxEntries = 100_000;
/** In bytes. Source: Go's archive/tar, maxSpecialFileSize. */
const maxExtensionSize = 1024 * 1024;
/** In characters. */
const maxNameLength = 4096;

/**
 * Reads the headers of an archive and locates its files: libraries for tar streams do not report positions. Skips
 * folders, devices, sparse files, unknown types, and names that lead out of the archive.
 *
 * Between two entries, the caller may read the bytes of the first one from the reader.
 *
 * Sources: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Interchange Format"; GNU tar's manual, "Basic Tar
 * Format". Types without content are as in Go's archive/tar, which Docker and skopeo use.
 *
 * @throws EngineError `layout_invalid`, `too_large`
 */
export async function* readTar(reader: ByteReader): AsyncGenerator<TarFile | TarLink> {
  const { archive } = reader;
  let extended: Extension = {};
  for (let count = 0; ; count += 1) {
    if (count >= maxEntries) {
      throw oversizedArchive(archive, `it has more than ${maxEntries} entries`);
    }
    const header = readHeader(await readExactly(reader, blockSize));
    if (header === undefined) {
      return;
    }
    if (header instanceof Error) {
      throw corruptArchive(archive, header.message);
    }
    const { type } = header;
    if (["x", "g", "L", "K"].includes(type)) {
      if (header.size > maxExtensionSize) {
        throw oversizedArchive(archive, `an extension header has ${header.size} bytes`);
      }
      const body = await readExactly(reader, header.size);
      await reader.skip(padding(header.size));
      extended = extend(extended, { type, body }, archive);
      continue;
    }
    const size = headerOnly.has(type) ? 0 : (extended.size ?? header.size);
    if (type === "S") {
      await skipSparseMap(reader, header.more);
    }
    const end = endOf(reader.position, size, archive);
    const entry = entryOf({ ...header, ...extended, type, size }, reader.position);
    if (entry && !extended.sparse) {
      yield entry;
    }
    await reader.skip(end - reader.position);
    extended = {};
  }
}

/** Links, devices, folders and pipes: no bytes follow, regardless of the size in the header. */
const headerOnly = new Set(["1", "2", "3", "4", "5", "6"]);

/** Fields of the next entry from extension headers before it. */
interface Extension {
  readonly name?: string;
  readonly target?: string;
  readonly size?: number;
  readonly sparse?: boolean;
}

function extend(
  known: Extension,
  { type, body }: { readonly type: string; readonly body: Buffer },
  archive: string,
): Extension {
  switch (type) {
    case "L":
      return { ...known, name: untilZero(body) };
    case "K":
      return { ...known, target: untilZero(body) };
    case "x": {
      const records = readPax(body);
      if (records instanceof Error) {
        throw corruptArchive(archive, records.message);
      }
      const name = records.get("path");
      const target = records.get("linkpath");
      const size = records.get("size");
      if (size !== undefined && !(/^\d{1,16}$/.test(size) && Number.isSafeInteger(Number(size)))) {
        throw corruptArchive(archive, "the size of an entry is not a number");
      }
      return {
        ...known,
        ...(name ? { name } : {}),
        ...(target ? { target } : {}),
        ...(size === undefined ? {} : { size: Number(size) }),
        ...([...records.keys()].some((key) => key.startsWith("GNU.sparse."))
          ? { sparse: true }
          : {}),
      };
    }
    default:
      // Global extension headers do not apply to names; Go ignores them, too.
      return known;
  }
}

/** Skips the map of a GNU sparse file. Each of its blocks says whether another one follows. */
async function skipSparseMap(reader: ByteReader, more: boolean): Promise<void> {
  for (let left = maxEntries; more && left > 0; left -= 1) {
    more = (await readExactly(reader, blockSize))[504] === 1;
  }
}

function endOf(position: number, size: number, archive: string): number {
  const end = position + size + padding(size);
  if (!Number.isSafeInteger(end)) {
    throw corruptArchive(archive, "an entry is larger than any disk");
  }
  return end;
}

function entryOf(
  header: { name: string; type: string; size: number; target: string },
  offset: number,
): TarFile | TarLink | undefined {
  const name = normalizePath(header.name);
  if (name === undefined) {
    return undefined;
  }
  switch (header.type) {
    case "0":
    case "\0":
    case "7":
      // In old archives, a name that ends with a slash is a folder.
      return header.name.endsWith("/")
        ? undefined
        : { kind: "file", name, offset, size: header.size };
    case "1": {
      const target = normalizePath(header.target);
      return target === undefined ? undefined : { kind: "link", name, target };
    }
    case "2": {
      const target = linkTarget(name, header.target);
      return target === undefined ? undefined : { kind: "link", name, target };
    }
    default:
      return undefined;
  }
}

/**
 * Normalizes a path in an archive: `./index.json` becomes `index.json`.
 * @returns undefined if the path leads out of the archive or is too long
 */
export function normalizePath(path: string): string | undefined {
  if (path.length > maxNameLength || path.startsWith("/") || path.includes("\0")) {
    return undefined;
  }
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  return parts.length === 0 || parts.includes("..") ? undefined : parts.join("/");
}

/** Resolves a symbolic link to a path in the archive; undefined if it leads out of the archive. */
function linkTarget(name: string, target: string): string | undefined {
  if (target.startsWith("/")) {
    return undefined;
  }
  const parts = name.split("/").slice(0, -1);
  for (const part of target.split("/")) {
    if (part === ".." && parts.pop() === undefined) {
      return undefined;
    }
    if (part !== "" && part !== "." && part !== "..") {
      parts.push(part);
    }
  }
  return normalizePath(parts.join("/"));
}

function untilZero(body: Buffer): string {
  const end = body.indexOf(0);
  return body.toString("utf8", 0, end < 0 ? body.byteLength : end);
}
