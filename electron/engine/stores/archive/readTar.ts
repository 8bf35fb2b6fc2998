import type { ByteReader } from "./byteReader.ts";
import { readTarEntries, type TarEntry } from "./tarEntries.ts";

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
/** In characters. */
const maxNameLength = 4096;

/**
 * Reads the headers of an archive and locates its files: libraries for tar streams do not report positions. Skips
 * folders, devices, sparse files, unknown types, and names that lead out of the archive.
 *
 * Between two entries, the caller may read the bytes of the first one from the reader.
 *
 * @throws EngineError `layout_invalid`, `too_large`
 */
export async function* readTar(reader: ByteReader): AsyncGenerator<TarFile | TarLink> {
  for await (const entry of readTarEntries(reader, { maxHeaders: maxEntries })) {
    const located = locate(entry);
    if (located && !entry.isSparse) {
      yield located;
    }
  }
}

function locate(entry: TarEntry): TarFile | TarLink | undefined {
  const name = normalizePath(entry.name);
  if (name === undefined) {
    return undefined;
  }
  switch (entry.type) {
    case "0":
    case "\0":
    case "7":
      // In old archives, a name that ends with a slash is a folder.
      return entry.name.endsWith("/")
        ? undefined
        : { kind: "file", name, offset: entry.offset, size: entry.size };
    case "1": {
      const target = normalizePath(entry.target);
      return target === undefined ? undefined : { kind: "link", name, target };
    }
    case "2": {
      const target = linkTarget(name, entry.target);
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
