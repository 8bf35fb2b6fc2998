import { corruptArchive, oversizedArchive } from "./archiveErrors.ts";
import { readExactly, type ByteReader } from "./byteReader.ts";
import { blockSize, padding, readHeader, readPax, type TarHeader } from "./tarHeader.ts";

/** In bytes. Source: Go's archive/tar, maxSpecialFileSize. */
const maxExtensionSize = 1024 * 1024;
/** Blocks of the map of a sparse file. */
const maxSparseBlocks = 100_000;

/** An entry of a tar archive as it stands there: names may be hostile, types unknown. */
export interface TarEntry extends Omit<TarHeader, "more"> {
  /** The position of its bytes in the (decompressed) archive. */
  readonly offset: number;
  /** Whether its bytes are parts of a file with holes. */
  readonly isSparse: boolean;
  /** The size of its content, with holes if it is sparse. `size` is the number of bytes in the archive. */
  readonly realSize: number;
}

/**
 * Reads the headers of a tar archive, with the extension headers of pax and GNU tar applied. Entries of unknown type are
 * not skipped.
 *
 * Between two entries, the caller may read the bytes of the first one from the reader.
 *
 * Sources: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Interchange Format"; GNU tar's manual, "Basic Tar
 * Format" and "Storing Sparse Files". Types without content are as in Go's archive/tar, which Docker and skopeo use.
 *
 * @param options.maxHeaders limit of entries and extension headers
 * @param options.mayLackEnd accept an archive that ends after the bytes of an entry, without padding and blocks of zeros:
 *   `umoci insert` writes such layers, and Go's archive/tar reads them
 * @throws EngineError `layout_invalid`, `too_large`
 */
export async function* readTarEntries(
  reader: ByteReader,
  options: { readonly maxHeaders: number; readonly mayLackEnd?: boolean },
): AsyncGenerator<TarEntry> {
  const { archive } = reader;
  const { maxHeaders, mayLackEnd = false } = options;
  let extended: Extension = {};
  for (let count = 0; ; count += 1) {
    if (count >= maxHeaders) {
      throw oversizedArchive(archive, `it has more than ${maxHeaders} entries`);
    }
    const block = mayLackEnd ? await readBlock(reader) : await readExactly(reader, blockSize);
    const header = block && readHeader(block);
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
    if (type === "S") {
      await skipSparseMap(reader, header.more);
    }
    const entry = entryOf(header, extended, reader.position);
    const end = endOf(entry, archive);
    yield entry;
    await reader.skip(end - padding(entry.size) - reader.position);
    if (!mayLackEnd) {
      await reader.skip(end - reader.position);
    } else if (!(await skipPadding(reader, end))) {
      return;
    }
    extended = {};
  }
}

/** Skips bytes up to a position. @returns false if the archive ends before */
async function skipPadding(reader: ByteReader, end: number): Promise<boolean> {
  while (reader.position < end) {
    if ((await reader.read(end - reader.position)).byteLength === 0) {
      return false;
    }
  }
  return true;
}

/** Reads a block; undefined at the end. */
async function readBlock(reader: ByteReader): Promise<Buffer | undefined> {
  const first = await reader.read(blockSize);
  if (first.byteLength === 0) {
    return undefined;
  }
  const rest = await readExactly(reader, blockSize - first.byteLength);
  return rest.byteLength === 0 ? Buffer.from(first) : Buffer.concat([first, rest]);
}

/** Links, devices, folders and pipes: no bytes follow, regardless of the size in the header. */
const headerOnly = new Set(["1", "2", "3", "4", "5", "6"]);

/** Fields of the next entry from extension headers before it. */
type Extension = Partial<
  Pick<TarEntry, "name" | "target" | "size" | "uid" | "gid" | "mtime" | "realSize">
> & { readonly isSparse?: boolean };

function entryOf(header: TarHeader, extended: Extension, offset: number): TarEntry {
  const isSparse = header.type === "S" || extended.isSparse === true;
  const size = headerOnly.has(header.type) ? 0 : (extended.size ?? header.size);
  const { more: _, ...fields } = header;
  const realSize = extended.realSize ?? (header.type === "S" ? header.realSize : size);
  return { ...fields, ...extended, size, realSize: isSparse ? realSize : size, offset, isSparse };
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
      return { ...known, ...readRecords(records, archive) };
    }
    default:
      // Global extension headers do not apply to names; Go ignores them, too.
      return known;
  }
}

function readRecords(records: ReadonlyMap<string, string>, archive: string): Extension {
  const size = records.get("size");
  if (size !== undefined && !(/^\d{1,16}$/.test(size) && Number.isSafeInteger(Number(size)))) {
    throw corruptArchive(archive, "the size of an entry is not a number");
  }
  const number = (...keys: readonly string[]): number | undefined => {
    const text = keys.map((key) => records.get(key)).find((value) => value !== undefined);
    // Times may have a fraction. What is displayed only is ignored if it is invalid.
    const value = /^-?\d{1,16}(?:\.\d*)?$/.test(text ?? "") ? Math.trunc(Number(text)) : undefined;
    return Number.isSafeInteger(value) ? value : undefined;
  };
  // In the newer formats of sparse files, the name of the entry is another one.
  const found = {
    name: records.get("GNU.sparse.name") || records.get("path"),
    target: records.get("linkpath") || undefined,
    size: number("size"),
    uid: number("uid"),
    gid: number("gid"),
    mtime: number("mtime"),
    realSize: number("GNU.sparse.realsize", "GNU.sparse.size"),
    isSparse: [...records.keys()].some((key) => key.startsWith("GNU.sparse.")) || undefined,
  };
  const given = Object.entries(found).filter(([, value]) => value !== undefined && value !== "");
  return Object.fromEntries(given) as Extension;
}

/** Skips the map of a GNU sparse file. Each of its blocks says whether another one follows. */
async function skipSparseMap(reader: ByteReader, more: boolean): Promise<void> {
  for (let left = maxSparseBlocks; more && left > 0; left -= 1) {
    more = (await readExactly(reader, blockSize))[504] === 1;
  }
}

function endOf({ offset, size }: TarEntry, archive: string): number {
  const end = offset + size + padding(size);
  if (!Number.isSafeInteger(end)) {
    throw corruptArchive(archive, "an entry is larger than any disk");
  }
  return end;
}

function untilZero(body: Buffer): string {
  const end = body.indexOf(0);
  return body.toString("utf8", 0, end < 0 ? body.byteLength : end);
}
