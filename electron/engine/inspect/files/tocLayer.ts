import { createHash } from "node:crypto";
import { chunkedAnnotations, type FileKind } from "../../../../shared/layerFiles.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { EngineError } from "../../errors.ts";
import { isDigest, parseDigest } from "../../oci/digest.ts";
import { readChunks, readExactly, StreamByteReader } from "../../stores/archive/byteReader.ts";
import { openDecompressedStream } from "../../stores/archive/decompress.ts";
import { readTarEntries } from "../../stores/archive/tarEntries.ts";
import type { Store } from "../../stores/store.ts";
import { addEntry } from "./addEntry.ts";
import { type FileTree, FileTree as Tree } from "./fileTree.ts";
import { readTocEntries } from "./tocEntries.ts";

/** In bytes, compressed or not. Source: containers/storage, pkg/chunked/compression_linux.go, maxTocSize. */
const maxTocBytes = 150 * 1024 * 1024;

/** Where the table of contents of a layer is. */
export type TocPlace =
  /** eStargz: the end of the layer says where. `digest`: of the JSON document. */
  | { readonly kind: "estargz"; readonly digest: string }
  /** zstd:chunked. `digest`: of the compressed document. */
  | {
      readonly kind: "zstd:chunked";
      readonly offset: number;
      readonly length: number;
      readonly digest: string | undefined;
    };

/**
 * Finds the table of contents of a layer by its annotations.
 * Sources: stargz-snapshotter, docs/estargz.md, "Content Verification in eStargz"; containers/storage,
 * pkg/chunked/internal/minimal/compression.go.
 */
export function findToc({ annotations = {} }: Descriptor): TocPlace | undefined {
  const estargz = annotations["containerd.io/snapshot/stargz/toc.digest"];
  if (estargz !== undefined && isDigest(estargz)) {
    return { kind: "estargz", digest: estargz };
  }
  const { position = "", checksum: digest } = chunkedAnnotations(annotations) ?? {};
  // OFFSET:LENGTH:UNCOMPRESSED_LENGTH:TYPE; type 1 is the JSON document of eStargz.
  const [, offset, length] = /^(\d{1,15}):(\d{1,15}):\d{1,15}:1$/.exec(position) ?? [];
  if (offset === undefined || length === undefined) {
    return undefined;
  }
  return {
    kind: "zstd:chunked",
    offset: Number(offset),
    length: Number(length),
    digest: digest !== undefined && isDigest(digest) ? digest : undefined,
  };
}

interface TocOptions {
  readonly store: Pick<Store, "openBlob">;
  readonly descriptor: Descriptor;
  /** Maximum number of nodes in the tree. */
  readonly limit: number;
  /** Called after each entry. */
  readonly onEntry: () => void;
  /** Called with the number of bytes received. */
  readonly onBytes: (count: number) => void;
}

/**
 * Reads the files of a layer by its table of contents, with requests for parts of the layer.
 * @returns whether all entries were read, and whether a digest in the manifest vouches for them
 * @throws EngineError `layout_invalid`, `too_large`, `digest_mismatch`
 */
export async function readTocLayer(
  toc: TocPlace,
  tree: FileTree,
  options: TocOptions,
  signal: AbortSignal,
): Promise<{ readonly isComplete: boolean; readonly isVerified: boolean }> {
  const { descriptor } = options;
  const hash = createHash(toc.digest === undefined ? "sha256" : parseDigest(toc.digest).algorithm);
  const document =
    toc.kind === "estargz"
      ? await openEstargzToc(options, hash, signal)
      : await openChunkedToc(toc, { ...options, hash }, signal);
  let isComplete = true;
  for await (const value of readTocEntries(document, descriptor.digest)) {
    if (tree.count >= options.limit) {
      isComplete = false;
      break;
    }
    addTocEntry(tree, value);
    options.onEntry();
  }
  if (!isComplete || toc.digest === undefined) {
    return { isComplete, isVerified: false };
  }
  const actual = `${parseDigest(toc.digest).algorithm}:${hash.digest("hex")}`;
  if (actual !== toc.digest) {
    throw new EngineError(
      "digest_mismatch",
      `The table of contents of ${descriptor.digest} hashes to ${actual}, not to ${toc.digest} as the manifest says.`,
      { hint: "It was changed or corrupted. Read the whole layer instead." },
    );
  }
  return { isComplete, isVerified: true };
}

type Hash = ReturnType<typeof createHash>;

/** The number of bytes at the end of an eStargz layer that tell where its table of contents begins. */
const footerBytes = 51;

async function openEstargzToc(
  options: TocOptions,
  hash: Hash,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const { descriptor } = options;
  const { digest, size } = descriptor;
  const footer = await openPart(
    options,
    { offset: size - footerBytes, length: footerBytes },
    signal,
  );
  const part = new StreamByteReader(footer, { archive: digest }, signal);
  const offset = readFooter(await readExactly(part, footerBytes));
  await part.close();
  const length = size - footerBytes - (offset ?? size);
  if (offset === undefined || length <= 0) {
    throw invalidToc(digest, "its end does not say where the table of contents is");
  }
  const compressed = await openPart(options, { offset, length }, signal);
  const reader = await openDecompressedStream(compressed, {
    archive: digest,
    size: length,
    signal,
  });
  const entries = readTarEntries(reader, { maxHeaders: 10 });
  const { value: entry } = await entries.next();
  if (entry?.name !== "stargz.index.json" || entry.size > maxTocBytes) {
    throw invalidToc(digest, "there is no table of contents where its end says");
  }
  return hashed(readChunks(reader, entry.size), hash);
}

/** Parses the extra field of the empty gzip member at the end: 16 hexadecimal digits and STARGZ. */
function readFooter(footer: Buffer): number | undefined {
  const text = footer.toString("latin1");
  const extra = /^\x1f\x8b\x08\x04[^]{6}\x1a\0SG\x16\0([0-9a-f]{16})STARGZ/.exec(text);
  const offset = Number.parseInt(extra?.[1] ?? "", 16);
  return Number.isSafeInteger(offset) ? offset : undefined;
}

async function openChunkedToc(
  { offset, length }: Extract<TocPlace, { kind: "zstd:chunked" }>,
  { hash, ...options }: TocOptions & { readonly hash: Hash },
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const { digest, size } = options.descriptor;
  if (length > maxTocBytes || offset + length > size) {
    throw invalidToc(digest, "its annotations name a part that it does not have");
  }
  // The digest is that of the compressed document.
  const compressed = hashed(await openPart(options, { offset, length }, signal), hash);
  const reader = await openDecompressedStream(compressed, {
    archive: digest,
    size: length,
    signal,
  });
  return readToEnd(reader, digest);
}

async function* readToEnd(
  reader: Awaited<ReturnType<typeof openDecompressedStream>>,
  layer: string,
): AsyncGenerator<Uint8Array> {
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

/** Opens a part of a layer, which is not verified. */
async function openPart(
  { store, descriptor, onBytes }: TocOptions,
  { offset, length }: { readonly offset: number; readonly length: number },
  signal: AbortSignal,
): Promise<AsyncGenerator<Uint8Array>> {
  if (offset < 0) {
    throw invalidToc(descriptor.digest, "it is too small to have a table of contents");
  }
  return firstBytes(await store.openBlob(descriptor, signal, offset, length), length, onBytes);
}

async function* firstBytes(
  stream: AsyncIterable<Uint8Array>,
  length: number,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  let left = length;
  for await (const chunk of stream) {
    const wanted = chunk.subarray(0, left);
    left -= wanted.byteLength;
    onBytes(wanted.byteLength);
    yield wanted;
    if (left === 0) {
      return;
    }
  }
}

async function* hashed(stream: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    hash.update(chunk);
    yield chunk;
  }
}

const kinds: Readonly<Record<string, FileKind>> = {
  dir: "folder",
  reg: "file",
  symlink: "symlink",
  hardlink: "hardlink",
  char: "character",
  block: "block",
  fifo: "pipe",
};

/** Source: stargz-snapshotter, docs/estargz.md, "TOC and TOCEntries". Wrong types are as if the field was missing. */
function addTocEntry(tree: FileTree, value: unknown): void {
  const fields = new Map(Object.entries(value as object));
  const text = (key: string): string => {
    const found = fields.get(key);
    return typeof found === "string" ? found : "";
  };
  const number = (key: string): number => {
    const found = fields.get(key);
    return typeof found === "number" && Number.isSafeInteger(found) && found >= 0 ? found : 0;
  };
  // Parts of a large file follow its entry.
  if (text("type") === "chunk") {
    return;
  }
  const kind = kinds[text("type")] ?? "other";
  const isLink = kind === "symlink" || kind === "hardlink";
  const seconds = Math.floor(Date.parse(text("modtime")) / 1000);
  const node = addEntry(tree, {
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
  });
  const digest = /^sha256:([0-9a-f]{64})$/.exec(text("digest"))?.[1];
  if (node !== undefined && node !== Tree.root && kind === "file" && digest !== undefined) {
    tree.setDigest(node, Buffer.from(digest, "hex"));
  }
}

function invalidToc(layer: string, why: string): EngineError {
  return new EngineError("layout_invalid", `The files of ${layer} cannot be listed: ${why}.`, {
    hint: "Read the whole layer instead.",
  });
}
