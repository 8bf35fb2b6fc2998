import type { FileContent, FilesView } from "../../../../shared/layerFiles.ts";
import { EngineError } from "../../errors.ts";
import { decodeText, isText } from "../../oci/decodeText.ts";
import { createDigestVerifier } from "../../oci/digest.ts";
import { type ByteReader, readChunks } from "../../stores/archive/byteReader.ts";
import { openDecompressedStream } from "../../stores/archive/decompress.ts";
import { splitEntryName } from "./entryPath.ts";
import { FileTree, flags, type NodeId } from "./fileTree.ts";
import type { ImageFiles, ReadableLayer } from "./imageFiles.ts";

/** In bytes. */
const maxShownText = 256 * 1024;
const maxShownBytes = 16 * 1024;

/** A file of a layer, whose content can be read. */
export interface LayerFile {
  readonly layer: ReadableLayer;
  readonly node: NodeId;
  readonly path: string;
  readonly size: number;
}

/**
 * Finds the layer and the place of a file's content. Follows hard links.
 * @throws EngineError `input_invalid` if it is not a file, `not_found` if a link leads nowhere
 */
export function findFile(files: ImageFiles, view: FilesView, node: NodeId): LayerFile {
  const tree = files.tree(view);
  const path = tree.path(node).join("/");
  const target = followHardLink(tree, node);
  if (target === undefined) {
    throw new EngineError("not_found", `${path} is a hard link to a file that is not here.`, {
      hint: "Read the layers below, and open it in the image.",
    });
  }
  if (tree.kind(target) !== "file" || tree.has(target, flags.sparse)) {
    const what = tree.kind(target) === "file" ? "a file with holes" : "not a file";
    throw new EngineError("input_invalid", `${path} is ${what}; its content cannot be shown.`);
  }
  const source = view === "image" ? tree.source(target) : { layer: view, node: target };
  const layer = files.layer(source.layer);
  return { layer, node: source.node, path, size: layer.tree.attributes(source.node).size };
}

function followHardLink(tree: FileTree, node: NodeId): NodeId | undefined {
  const { kind, target = "" } = tree.attributes(node);
  if (kind !== "hardlink") {
    return node;
  }
  let found: NodeId | undefined = FileTree.root;
  for (const name of splitEntryName(target).names) {
    found = found === undefined ? undefined : tree.child(found, name);
  }
  return found;
}

/**
 * Reads the content of a file: the layer is read again up to the file, or with a table of contents only its part.
 *
 * The stream fails at its end if the content differs from what was read before, or from what the table of contents says.
 *
 * @param onBytes called with the number of bytes of the layer that were received
 * @throws EngineError `digest_mismatch`
 */
export async function* readFile(
  { layer, node, size }: LayerFile,
  signal: AbortSignal,
  onBytes: (count: number) => void = () => {},
): AsyncGenerator<Uint8Array> {
  if (size === 0) {
    return;
  }
  const digest = layer.tree.digest(node);
  const verifier =
    digest === undefined ? undefined : createDigestVerifier(`sha256:${digest}`, size);
  const reader = await openAt(layer, layer.tree.attributes(node).offset, { signal, onBytes });
  try {
    for await (const chunk of readChunks(reader, size)) {
      verifier?.update(chunk);
      yield chunk;
    }
    verifier?.finish();
  } finally {
    await reader.close();
  }
}

async function openAt(
  { store, descriptor, via }: ReadableLayer,
  offset: number,
  { signal, onBytes }: { readonly signal: AbortSignal; readonly onBytes: (count: number) => void },
): Promise<ByteReader> {
  const blob = await store.openBlob(descriptor, signal, via === "toc" ? offset : 0);
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of blob) {
      onBytes(chunk.byteLength);
      yield chunk;
    }
  };
  const { digest, size } = descriptor;
  const reader = await openDecompressedStream(counted(), { archive: digest, size, signal });
  if (via === "stream") {
    await reader.skip(offset);
  }
  return reader;
}

/**
 * Reads the start of a file for display.
 * @throws EngineError `digest_mismatch` if the whole file was read and differs
 */
export async function showFile(
  file: LayerFile,
  signal: AbortSignal,
  onBytes?: (count: number) => void,
): Promise<FileContent> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of readFile(file, signal, onBytes)) {
    chunks.push(Uint8Array.from(chunk));
    length += chunk.byteLength;
    if (length > maxShownText) {
      break;
    }
  }
  const bytes = Buffer.concat(chunks);
  const start = bytes.subarray(0, maxShownText);
  const { path, size } = file;
  // A character may be cut in two at the end.
  const whole = start.byteLength < size ? start.subarray(0, lastLineEnd(start)) : start;
  if (isText(whole)) {
    return {
      path,
      size,
      content: { kind: "text", text: decodeText(whole) },
      shown: whole.byteLength,
    };
  }
  const shown = start.subarray(0, maxShownBytes);
  return {
    path,
    size,
    content: { kind: "bytes", base64: shown.toString("base64") },
    shown: shown.byteLength,
  };
}

function lastLineEnd(bytes: Buffer): number {
  const end = bytes.lastIndexOf(0x0a) + 1;
  return end === 0 ? bytes.byteLength - (bytes.byteLength % 4) : end;
}
