import { readExactly, type ByteReader } from "./byteReader.ts";
import { corruptArchive, oversizedArchive } from "./archiveErrors.ts";
import { blockSize, padding, readHeader, readPax } from "./tarHeader.ts";

/** A file of an archive, and where its bytes begin in the (decompressed) archive. */
export interface TarFile {
  readonly kind: "file";
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

/** A name that stands for another one in the archive. */
interface TarLink {
  readonly kind: "link";
  readonly name: string;
  readonly target: string;
}

/** More than any archive of images has: Docker's largest have some hundred. */
const mostEntries = 100_000;
/** Source: Go's archive/tar, maxSpecialFileSize. */
const largestExtension = 1024 * 1024;
const longestName = 4096;

/**
 * Read an archive's headers, and say of each file where it is: the libraries that read tar streams do not
 * tell positions. Folders, devices, sparse files and what is unknown are passed over, as are names that lead
 * out of the archive (nothing is ever written under a name from it).
 *
 * Between two entries the caller may read the bytes of the first with the cursor.
 *
 * Source: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Interchange Format"; GNU tar's manual,
 * "Basic Tar Format". What is header only is as in Go's archive/tar, which Docker and skopeo read with.
 *
 * @throws EngineError `layout_invalid`, `too_large`
 */
export async function* readTar(cursor: ByteReader): AsyncGenerator<TarFile | TarLink> {
  const { archive } = cursor;
  let extended: Extension = {};
  for (let count = 0; ; count += 1) {
    if (count >= mostEntries)
      throw oversizedArchive(archive, `it has more than ${mostEntries} entries`);
    const header = readHeader(await readExactly(cursor, blockSize));
    if (header === undefined) return;
    if (header instanceof Error) throw corruptArchive(archive, header.message);
    const { type } = header;
    if (["x", "g", "L", "K"].includes(type)) {
      if (header.size > largestExtension)
        throw oversizedArchive(archive, `a header in it has ${header.size} bytes`);
      const body = await readExactly(cursor, header.size);
      await cursor.skip(padding(header.size));
      extended = extend(extended, type, body, archive);
      continue;
    }
    const size = headerOnly.has(type) ? 0 : (extended.size ?? header.size);
    if (type === "S") await skipSparseMap(cursor, header.more);
    const end = endOf(cursor.position, size, archive);
    const entry = entryOf({ ...header, ...extended, type, size }, cursor.position);
    if (entry && !extended.sparse) yield entry;
    await cursor.skip(end - cursor.position);
    extended = {};
  }
}

/** Links, devices, folders and pipes: whatever size they say, no bytes follow. */
const headerOnly = new Set(["1", "2", "3", "4", "5", "6"]);

/** What headers of their own say of the entry after them. */
interface Extension {
  readonly name?: string;
  readonly target?: string;
  readonly size?: number;
  readonly sparse?: boolean;
}

function extend(known: Extension, type: string, body: Buffer, archive: string): Extension {
  switch (type) {
    case "L":
      return { ...known, name: untilZero(body) };
    case "K":
      return { ...known, target: untilZero(body) };
    case "x": {
      const records = readPax(body);
      if (records instanceof Error) throw corruptArchive(archive, records.message);
      const name = records.get("path");
      const target = records.get("linkpath");
      const size = records.get("size");
      if (size !== undefined && !(/^\d{1,16}$/.test(size) && Number.isSafeInteger(Number(size))))
        throw corruptArchive(archive, "the size of an entry in it is no number");
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
      // What is said of all entries at once names none of them; Go leaves it alone, too.
      return known;
  }
}

/** GNU's sparse files go on in blocks of their own, each of which says whether another follows. */
async function skipSparseMap(cursor: ByteReader, more: boolean): Promise<void> {
  for (let left = mostEntries; more && left > 0; left -= 1) {
    more = (await readExactly(cursor, blockSize))[504] === 1;
  }
}

function endOf(position: number, size: number, archive: string): number {
  const end = position + size + padding(size);
  if (!Number.isSafeInteger(end))
    throw corruptArchive(archive, "an entry in it is larger than any disk");
  return end;
}

function entryOf(
  header: { name: string; type: string; size: number; target: string },
  offset: number,
): TarFile | TarLink | undefined {
  const name = entryName(header.name);
  if (name === undefined) return undefined;
  switch (header.type) {
    case "0":
    case "\0":
    case "7":
      // A name that ends in a slash was a folder's before there was a type for it.
      return header.name.endsWith("/")
        ? undefined
        : { kind: "file", name, offset, size: header.size };
    case "1": {
      const target = entryName(header.target);
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
 * A path inside the archive in its plainest form: `./index.json` is `index.json`.
 * @returns undefined for what is not inside, or is too long to be one of ours
 */
export function entryName(path: string): string | undefined {
  if (path.length > longestName || path.startsWith("/") || path.includes("\0")) return undefined;
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  return parts.length === 0 || parts.includes("..") ? undefined : parts.join("/");
}

/** What a symbolic link means inside the archive; undefined where it leads out of it. */
function linkTarget(name: string, target: string): string | undefined {
  if (target.startsWith("/")) return undefined;
  const parts = name.split("/").slice(0, -1);
  for (const part of target.split("/")) {
    if (part === ".." && parts.pop() === undefined) return undefined;
    if (part !== "" && part !== "." && part !== "..") parts.push(part);
  }
  return entryName(parts.join("/"));
}

function untilZero(body: Buffer): string {
  const end = body.indexOf(0);
  return body.toString("utf8", 0, end < 0 ? body.byteLength : end);
}
