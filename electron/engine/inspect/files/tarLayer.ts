import { createHash } from "node:crypto";
import type { FileKind } from "../../../../shared/layerFiles.ts";
import { type ByteReader, readChunks } from "../../stores/archive/byteReader.ts";
import { readTarEntries, type TarEntry } from "../../stores/archive/tarEntries.ts";
import { addEntry, type LayerEntry } from "./addEntry.ts";
import type { FileTree } from "./fileTree.ts";

/** Extension headers for each entry that a layer may have before it is refused. */
const maxHeadersPerEntry = 4;

/**
 * Reads the files of a layer that is an archive, and computes the digest of each.
 * @param limit maximum number of nodes in the tree
 * @returns whether all entries were read, not only as many as the limit allows
 * @throws EngineError `layout_invalid`, `too_large`
 */
export async function readTarLayer(
  reader: ByteReader,
  tree: FileTree,
  limit: number,
): Promise<boolean> {
  const options = { maxHeaders: limit * maxHeadersPerEntry, mayLackEnd: true };
  for await (const entry of readTarEntries(reader, options)) {
    if (tree.count >= limit) {
      return false;
    }
    const node = addEntry(tree, layerEntryOf(entry));
    if (node !== undefined && tree.kind(node) === "file" && !entry.isSparse) {
      tree.setDigest(node, await hashContent(reader, entry.size));
    }
  }
  return true;
}

async function hashContent(reader: ByteReader, size: number): Promise<Uint8Array> {
  const hash = createHash("sha256");
  for await (const chunk of readChunks(reader, size)) {
    hash.update(chunk);
  }
  return hash.digest();
}

const kinds: Readonly<Record<string, FileKind>> = {
  "0": "file",
  "\0": "file",
  "7": "file",
  S: "file",
  "1": "hardlink",
  "2": "symlink",
  "3": "character",
  "4": "block",
  "5": "folder",
  "6": "pipe",
};

function layerEntryOf(entry: TarEntry): LayerEntry {
  const { name, mode, uid, gid, mtime, offset, isSparse, realSize } = entry;
  const known = kinds[entry.type] ?? "other";
  // In old archives, a name that ends with a slash is a folder.
  const kind = known === "file" && name.endsWith("/") ? "folder" : known;
  const isLink = kind === "symlink" || kind === "hardlink";
  return {
    name,
    kind,
    size: kind === "file" ? realSize : 0,
    mode: mode & 0o7777,
    uid,
    gid,
    mtime,
    offset,
    isSparse,
    ...(isLink ? { target: entry.target } : {}),
  };
}
