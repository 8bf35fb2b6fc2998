import { createHash } from "node:crypto";
import type { FileKind } from "../../../../shared/layerFiles.ts";
import { EngineError } from "../../errors.ts";
import { parseDigest } from "../../oci/digest.ts";
import { type ByteReader, readChunks } from "../../stores/archive/byteReader.ts";
import { openDecompressedStream } from "../../stores/archive/decompress.ts";
import { readTarEntries } from "../../stores/archive/tarEntries.ts";
import type { DecodedEntry, DecodedLayer } from "./decodeLayer.ts";
import { EntryBatch } from "./entryBatch.ts";
import { readTocEntries } from "./tocEntries.ts";

/** In bytes, compressed or not. Source: containers/storage, pkg/chunked/compression_linux.go, maxTocSize. */
export const maxTocBytes = 150 * 1024 * 1024;

/** A table of contents to read. */
export interface TocTask {
  readonly kind: "toc";
  readonly format: "estargz" | "zstd:chunked";
  /** The digest of the layer, for errors. */
  readonly layer: string;
  /** The size of the part that has it in bytes. */
  readonly size: number;
  /** eStargz: of the JSON document; zstd:chunked: of the compressed document. Undefined if the manifest has none. */
  readonly digest: string | undefined;
}

const { signal } = new AbortController();

/**
 * Reads the entries of a table of contents.
 * @param content the part of the layer that has it
 * @throws EngineError `layout_invalid`, `too_large`, `digest_mismatch`, and those of the content
 */
export async function* readTocDocument(
  task: TocTask,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly DecodedEntry[], DecodedLayer> {
  const { format, layer, size, digest } = task;
  const hash = createHash(digest === undefined ? "sha256" : parseDigest(digest).algorithm);
  const bytes = format === "estargz" ? content : hashed(content, hash);
  const reader = await openDecompressedStream(bytes, { archive: layer, size, signal });
  try {
    const document =
      format === "estargz"
        ? hashed(await openIndex(reader, layer), hash)
        : readToEnd(reader, layer);
    const batch = new EntryBatch<DecodedEntry>();
    for await (const value of readTocEntries(document, layer)) {
      const entry = tocEntryOf(value);
      if (entry !== undefined) {
        batch.add(entry);
      }
      if (batch.isDue) {
        yield batch.take();
      }
    }
    yield batch.take();
  } finally {
    await reader.close();
  }
  if (digest === undefined) {
    return { isVerified: false };
  }
  const actual = `${parseDigest(digest).algorithm}:${hash.digest("hex")}`;
  if (actual !== digest) {
    throw new EngineError(
      "digest_mismatch",
      `The table of contents of ${layer} hashes to ${actual}, not to ${digest} as the manifest says.`,
      { hint: "It was changed or corrupted. Read the whole layer instead." },
    );
  }
  return { isVerified: true };
}

/** The JSON document in the archive of an eStargz layer. */
async function openIndex(reader: ByteReader, layer: string): Promise<AsyncIterable<Uint8Array>> {
  const entries = readTarEntries(reader, { maxHeaders: 10 });
  const { value: entry } = await entries.next();
  if (entry?.name !== "stargz.index.json" || entry.size > maxTocBytes) {
    throw invalidToc(layer, "there is no table of contents where its end says");
  }
  return readChunks(reader, entry.size);
}

async function* readToEnd(reader: ByteReader, layer: string): AsyncGenerator<Uint8Array> {
  for (;;) {
    const chunk = await reader.read(Number.MAX_SAFE_INTEGER);
    if (chunk.byteLength === 0) {
      return;
    }
    if (reader.position > maxTocBytes) {
      throw invalidToc(layer, `its table of contents has more than ${maxTocBytes} bytes`);
    }
    yield chunk;
  }
}

async function* hashed(
  stream: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    hash.update(chunk);
    yield chunk;
  }
}

const kinds: ReadonlyMap<string, FileKind> = new Map([
  ["dir", "folder"],
  ["reg", "file"],
  ["symlink", "symlink"],
  ["hardlink", "hardlink"],
  ["char", "character"],
  ["block", "block"],
  ["fifo", "pipe"],
]);

/**
 * Source: stargz-snapshotter, docs/estargz.md, "TOC and TOCEntries". Wrong types are as if the field was missing.
 * @returns undefined for a part of a large file, which follows its entry
 */
function tocEntryOf(value: unknown): DecodedEntry | undefined {
  const fields = new Map(Object.entries(value as object));
  const text = (key: string): string => {
    const found = fields.get(key);
    return typeof found === "string" ? found : "";
  };
  const number = (key: string): number => {
    const found = fields.get(key);
    return typeof found === "number" && Number.isSafeInteger(found) && found >= 0 ? found : 0;
  };
  if (text("type") === "chunk") {
    return undefined;
  }
  const kind = kinds.get(text("type")) ?? "other";
  const isLink = kind === "symlink" || kind === "hardlink";
  const seconds = Math.floor(Date.parse(text("modtime")) / 1000);
  const digest = /^sha256:([0-9a-f]{64})$/.exec(text("digest"))?.[1];
  return {
    name: text("name"),
    kind,
    size: kind === "file" ? number("size") : 0,
    mode: number("mode") & 0o7777,
    uid: number("uid"),
    gid: number("gid"),
    mtime: Number.isFinite(seconds) ? Math.max(seconds, 0) : 0,
    offset: number("offset"),
    isSparse: false,
    ...(isLink ? { target: text("linkName") } : {}),
    ...(kind === "file" && digest !== undefined ? { digest } : {}),
  };
}

/** A table of contents from which the files cannot be listed. */
export function invalidToc(layer: string, why: string): EngineError {
  return new EngineError("layout_invalid", `The files of ${layer} cannot be listed: ${why}.`, {
    hint: "Read the whole layer instead.",
  });
}
