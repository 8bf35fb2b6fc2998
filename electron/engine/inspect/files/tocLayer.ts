import { chunkedAnnotations } from "../../../../shared/layerFiles.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { isDigest } from "../../oci/digest.ts";
import { readExactly, StreamByteReader } from "../../stores/archive/byteReader.ts";
import type { Store } from "../../stores/store.ts";
import type { OpenContent } from "./decodeLayer.ts";
import { invalidToc, maxTocBytes, type TocTask } from "./tocDocument.ts";

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
  /** Called with the number of bytes received. */
  readonly onBytes: (count: number) => void;
}

/**
 * Finds out where the table of contents of a layer begins, with a request for the end of the layer if necessary.
 * @returns what to decode, and how to open it
 * @throws EngineError `layout_invalid`, and those of the store
 */
export async function locateToc(
  toc: TocPlace,
  options: TocOptions,
  signal: AbortSignal,
): Promise<{ readonly task: TocTask; readonly open: OpenContent }> {
  const { digest: layer, size } = options.descriptor;
  const { kind: format, digest } = toc;
  const part = toc.kind === "estargz" ? await readFooter(options, signal) : toc;
  const { offset, length } = part;
  if (length > maxTocBytes || offset + length > size) {
    throw invalidToc(layer, "its annotations name a part that it does not have");
  }
  return {
    task: { kind: "toc", format, layer, size: length, digest },
    open: async (until) => await openPart(options, { offset, length }, until),
  };
}

/** The number of bytes at the end of an eStargz layer that tell where its table of contents begins. */
const footerBytes = 51;

/** The part of an eStargz layer with its table of contents. */
async function readFooter(
  options: TocOptions,
  signal: AbortSignal,
): Promise<{ readonly offset: number; readonly length: number }> {
  const { digest, size } = options.descriptor;
  const start = size - footerBytes;
  const footer = await openPart(options, { offset: start, length: footerBytes }, signal);
  const reader = new StreamByteReader(footer, { archive: digest }, signal);
  const offset = parseFooter(await readExactly(reader, footerBytes));
  await reader.close();
  const length = start - (offset ?? size);
  if (offset === undefined || length <= 0) {
    throw invalidToc(digest, "its end does not say where the table of contents is");
  }
  return { offset, length };
}

/** Parses the extra field of the empty gzip member at the end: 16 hexadecimal digits and STARGZ. */
function parseFooter(footer: Buffer): number | undefined {
  const text = footer.toString("latin1");
  const extra = /^\x1f\x8b\x08\x04[^]{6}\x1a\0SG\x16\0([0-9a-f]{16})STARGZ/.exec(text);
  const offset = Number.parseInt(extra?.[1] ?? "", 16);
  return Number.isSafeInteger(offset) ? offset : undefined;
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
