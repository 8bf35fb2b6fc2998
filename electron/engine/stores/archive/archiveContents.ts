import { sizeLimits } from "../sizeLimits.ts";
import { readChunks, readExactly, type ByteReader } from "./byteReader.ts";
import { corruptArchive } from "./archiveErrors.ts";
import { readTar, type TarFile } from "./readTar.ts";

/** Where a file's bytes are in the (decompressed) archive. */
export type ByteRange = Pick<TarFile, "offset" | "size">;

/** What is in an archive: found in one pass over its headers. */
export interface ArchiveContents {
  /** Tells this version of the file from any other. */
  readonly identity: string;
  /** Whether reading something takes decompressing all that stands before it. */
  readonly compressed: boolean;
  readonly files: ReadonlyMap<string, ByteRange>;
  readonly links: ReadonlyMap<string, string>;
  /** The small documents of a compressed archive, so that following them does not decompress it again. */
  readonly kept: ReadonlyMap<ByteRange, Uint8Array>;
  /** Bytes of these documents. */
  readonly keptBytes: number;
}

/** What decides which images an archive has: two of one name, and two readers see different images. */
const lists = new Set(["index.json", "manifest.json"]);

const largestKept = 1024 * 1024;
const mostKept = 48 * 1024 * 1024;
const longestNames = 16 * 1024 * 1024;
const deepestLink = 8;

/**
 * Look through an archive for what is in it.
 *
 * Of two files of one name the later counts, as it does when an archive is unpacked; what they hold is checked
 * against its digest. But two lists of images are refused: skopeo reads the first and `docker load` the last.
 *
 * @throws EngineError `layout_invalid`, `too_large`
 */
export async function readContents(
  cursor: ByteReader,
  identity: string,
  compressed: boolean,
): Promise<ArchiveContents> {
  const files = new Map<string, ByteRange>();
  const links = new Map<string, string>();
  const kept = new Map<ByteRange, Uint8Array>();
  let keptBytes = 0;
  let names = 0;
  for await (const entry of readTar(cursor)) {
    const { name } = entry;
    if (lists.has(name) && (files.has(name) || links.has(name)))
      throw corruptArchive(cursor.archive, `it has two files named ${name}`);
    names += name.length + (entry.kind === "link" ? entry.target.length : 0);
    if (names > longestNames) throw corruptArchive(cursor.archive, "the names in it are too long");
    files.delete(name);
    links.delete(name);
    if (entry.kind === "link") {
      links.set(name, entry.target);
      continue;
    }
    const { offset, size } = entry;
    const place = { offset, size };
    files.set(name, place);
    const largest = lists.has(name) ? sizeLimits.manifest : largestKept;
    if (!compressed || size > largest || keptBytes + size > mostKept) continue;
    const bytes = await readExactly(cursor, size);
    if (!isDocument(bytes)) continue;
    kept.set(place, bytes);
    keptBytes += size;
  }
  return { identity, compressed, files, links, kept, keptBytes };
}

/** Manifests, indexes and configs begin with a bracket; layers, compressed or not, do not. */
function isDocument(bytes: Buffer): boolean {
  return /^\s*[[{]/.test(bytes.toString("latin1", 0, 64));
}

/** Where the file of that name is, links followed; undefined where there is none. */
export function findFile(contents: ArchiveContents, name: string): ByteRange | undefined {
  let at: string | undefined = name;
  for (let depth = 0; at !== undefined && depth <= deepestLink; depth += 1) {
    const place = contents.files.get(at);
    if (place) return place;
    at = contents.links.get(at);
  }
  return undefined;
}

/** The bytes of a file, from an offset in it on, as they are read. */
export async function* readRange(
  cursor: ByteReader,
  place: ByteRange,
  offset = 0,
): AsyncGenerator<Uint8Array> {
  if (offset >= place.size) return;
  await cursor.skip(place.offset + offset - cursor.position);
  yield* readChunks(cursor, place.size - offset);
}
