import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Annotations, Descriptor } from "../../shared/oci/descriptor.ts";
import type { DecodeLayer } from "../engine/inspect/files/decodeLayer.ts";
import { ImageFiles } from "../engine/inspect/files/imageFiles.ts";
import { digestOf } from "../engine/oci/digest.ts";
import { RegistryStore } from "../engine/stores/registry/registryStore.ts";
import type { Store } from "../engine/stores/store.ts";
import { entryBytes, tarOf, type TarEntry } from "./archives.ts";
import type { TestRegistry } from "./registry/registry.ts";
import { createTestClient } from "./testClient.ts";

/** A layer and the bytes of its blob. */
export interface TestLayer {
  readonly bytes: Uint8Array;
  /** A tar archive with gzip, unless it says otherwise. */
  readonly mediaType?: string;
  readonly urls?: readonly string[];
  readonly annotations?: Annotations;
}

/** Puts layers into a registry, and opens their files. */
export function openLayers(
  registry: TestRegistry,
  layers: readonly TestLayer[],
  options: { readonly maxNodes?: number; readonly decodeLayer?: DecodeLayer } = {},
): ImageFiles {
  const { blobs } = registry.repository("acme/app");
  for (const { bytes } of layers) {
    blobs.set(digestOf(bytes), bytes);
  }
  const store = new RegistryStore(createTestClient(registry), "acme/app");
  return new ImageFiles("files", { store, layers: layers.map(descriptorOf) }, options);
}

/** Returns a store that has layers, of which it can only open blobs. */
export function layerStore(layers: readonly TestLayer[]): Pick<Store, "openBlob"> {
  const blobs = new Map(layers.map(({ bytes }) => [digestOf(bytes), bytes]));
  return {
    openBlob: async ({ digest }, _, offset = 0) =>
      chunks(blobs.get(digest)?.subarray(offset) ?? new Uint8Array()),
  };
}

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += 777) {
    yield bytes.subarray(at, at + 777);
  }
}

/** Returns the descriptor of a layer. */
export function descriptorOf({ bytes, mediaType, urls, annotations }: TestLayer): Descriptor {
  return {
    mediaType: mediaType ?? "application/vnd.oci.image.layer.v1.tar+gzip",
    digest: digestOf(bytes),
    size: bytes.byteLength,
    ...(urls === undefined ? {} : { urls }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

/** Returns a layer with entries by name: a name with a slash at its end is a folder, `a -> b` a symbolic link. */
export function layerOf(...names: readonly (string | TarEntry)[]): TestLayer {
  return { bytes: tarOf(names.map(entryOf)) };
}

function entryOf(entry: string | TarEntry): TarEntry {
  if (typeof entry !== "string") {
    return entry;
  }
  const [name = "", target] = entry.split(" -> ");
  if (target !== undefined) {
    return { name, type: "2", target };
  }
  return name.endsWith("/") ? { name, type: "5" } : { name, bytes: name };
}

/**
 * Returns an eStargz layer: each file is a gzip member of its own, then come the table of contents and a footer.
 * Source: stargz-snapshotter, docs/estargz.md.
 * @param change edits the table of contents, for tests of wrong ones
 */
export function estargzOf(
  files: Readonly<Record<string, string>>,
  change: (toc: string) => string = (toc) => toc,
): TestLayer {
  const parts: Buffer[] = [];
  const offset = (): number => parts.reduce((sum, part) => sum + part.byteLength, 0);
  const entries = Object.entries(files).map(([name, text]) => {
    const whole = entryBytes({ name, bytes: text });
    parts.push(gzipSync(whole.subarray(0, 512)));
    const found = { name, type: "reg", size: text.length, mode: 0o100644, offset: offset() };
    parts.push(gzipSync(whole.subarray(512)));
    const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
    return { ...found, modtime: "2026-01-31T12:00:00Z", digest, chunkDigest: digest };
  });
  const toc = JSON.stringify({ version: 1, entries });
  const tocOffset = offset();
  parts.push(gzipSync(tarOf([{ name: "stargz.index.json", bytes: change(toc) }])));
  const footer = gzipSync("").subarray(0, 10);
  footer[3] = 4;
  const extra = Buffer.from(`${tocOffset.toString(16).padStart(16, "0")}STARGZ`);
  parts.push(
    Buffer.concat([
      footer,
      Buffer.from([26, 0, 0x53, 0x47, 22, 0]),
      extra,
      Buffer.from([1, 0, 0, 0xff, 0xff]),
      Buffer.alloc(8),
    ]),
  );
  return {
    bytes: Buffer.concat(parts),
    annotations: { "containerd.io/snapshot/stargz/toc.digest": digestOf(toc) },
  };
}
