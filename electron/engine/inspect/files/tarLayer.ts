import { createHash } from "node:crypto";
import type { FileKind } from "../../../../shared/layerFiles.ts";
import { readChunks } from "../../stores/archive/byteReader.ts";
import { openDecompressedStream } from "../../stores/archive/decompress.ts";
import { readTarEntries, type TarEntry } from "../../stores/archive/tarEntries.ts";
import type { DecodedEntry } from "./decodeLayer.ts";
import type { LayerEntry } from "./addEntry.ts";
import { EntryBatch } from "./entryBatch.ts";

/** A layer to read as the archive that it is. */
export interface TarTask {
  readonly kind: "tar";
  /** The digest of the layer, for errors. */
  readonly layer: string;
  /** In bytes, compressed. */
  readonly size: number;
  /** Entries and extension headers that the layer may have before it is refused. */
  readonly maxHeaders: number;
}

const { signal } = new AbortController();

/**
 * Reads the entries of a layer that is an archive, and computes the digest of each file. Reads the content to its end,
 * so that it is verified.
 * @throws EngineError `layout_invalid`, `too_large`, and those of the content; what was read before is yielded first
 */
export async function* readTarLayer(
  { layer, size, maxHeaders }: TarTask,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly DecodedEntry[], { readonly isVerified: false }> {
  const batch = new EntryBatch<DecodedEntry>();
  const reader = await openDecompressedStream(content, { archive: layer, size, signal });
  try {
    for await (const entry of readTarEntries(reader, { maxHeaders, mayLackEnd: true })) {
      const read = layerEntryOf(entry);
      if (read.kind !== "file" || read.isSparse) {
        batch.add(read);
      } else {
        const hash = createHash("sha256");
        for await (const chunk of readChunks(reader, entry.size)) {
          hash.update(chunk);
          if (batch.isDue) {
            yield batch.take();
          }
        }
        batch.add({ ...read, digest: hash.digest("hex") });
      }
      if (batch.isDue) {
        yield batch.take();
      }
    }
    for (let left = 1; left > 0;) {
      left = (await reader.read(Number.MAX_SAFE_INTEGER)).byteLength;
    }
  } catch (error) {
    yield batch.take();
    throw error;
  } finally {
    await reader.close();
  }
  yield batch.take();
  return { isVerified: false };
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
