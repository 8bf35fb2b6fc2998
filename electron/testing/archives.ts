import { digestOf } from "../engine/oci/digest.ts";
import type { BuiltImage, BuiltIndex } from "../engine/sample/buildImage.ts";

/** An entry of an archive. Fields that are given can be wrong, for tests of damaged archives. */
export interface TarEntry {
  readonly name: string;
  readonly bytes?: Uint8Array | string;
  /** The type flag; a file by default. */
  readonly type?: string;
  readonly target?: string;
  /** The permissions; 0644 by default. */
  readonly mode?: number;
  /** The number of the user who owns it. */
  readonly uid?: number;
  /** The 12 bytes of the size field; by default the size of `bytes`. */
  readonly size?: Uint8Array | string;
}

/** Returns a tar archive of the entries, with the two blocks of zeros at its end. */
export function tarOf(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.map(entryBytes), Buffer.alloc(1024)]);
}

/** Returns the header and the bytes of an entry. Source: POSIX.1-2017, pax, "ustar Interchange Format". */
export function entryBytes(entry: TarEntry): Buffer {
  const { name, bytes = "", type = "0", target = "", size, mode = 0o644, uid } = entry;
  const body = Buffer.from(bytes);
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write(`${octal(mode)}\0`, 100);
  if (uid !== undefined) {
    header.write(`${octal(uid)}\0`, 108);
  }
  header.set(Buffer.from(size ?? `${body.byteLength.toString(8).padStart(11, "0")}\0`), 124);
  header.write("        ", 148);
  header.write(type, 156);
  header.write(target, 157, 100);
  header.write("ustar\u000000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return Buffer.concat([header, body, Buffer.alloc((512 - (body.byteLength % 512)) % 512)]);
}

function octal(value: number): string {
  return value.toString(8).padStart(7, "0");
}

/** Returns a Zstandard frame without compression. Source: RFC 8878, "Raw_Block". */
export function zstdOf(bytes: Uint8Array): Buffer {
  const maxBlockBytes = 128 * 1024;
  const blocks: Buffer[] = [];
  for (let at = 0; at === 0 || at < bytes.byteLength; at += maxBlockBytes) {
    const block = bytes.subarray(at, at + maxBlockBytes);
    const header = Buffer.alloc(3);
    const last = at + maxBlockBytes >= bytes.byteLength;
    header.writeUIntLE((block.byteLength << 3) | (last ? 1 : 0), 0, 3);
    blocks.push(header, Buffer.from(block));
  }
  // The magic, no flags, and a window of 128 KiB.
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]), ...blocks]);
}

/** An image with the names given to `docker save`. */
interface SavedImage {
  readonly image: BuiltImage;
  readonly names: readonly string[] | null;
}

/**
 * Returns what `docker save` writes before version 25: a folder for each layer, a link for a layer that was written.
 * Source: moby, image/tarexport/save.go of 24.0.
 */
export function dockerSaveOf(saved: readonly SavedImage[]): TarEntry[] {
  const folders = new Map<string, string>();
  const entries: TarEntry[] = [];
  const list = saved.map(({ image, names }, which) => {
    const config = `${image.config.digest.slice(7)}.json`;
    entries.push({ name: config, bytes: image.config.bytes });
    const layers = image.layers.map(({ bytes }, position) => {
      const id = digestOf(`${which} ${position}`).slice(7);
      const written = folders.get(digestOf(bytes));
      folders.set(digestOf(bytes), written ?? id);
      entries.push({ name: `${id}/`, type: "5" }, { name: `${id}/VERSION`, bytes: "1.0" });
      entries.push(
        written === undefined
          ? { name: `${id}/layer.tar`, bytes }
          : { name: `${id}/layer.tar`, type: "2", target: `../${written}/layer.tar` },
      );
      return `${id}/layer.tar`;
    });
    return { Config: config, RepoTags: names, Layers: layers };
  });
  entries.push({ name: "manifest.json", bytes: JSON.stringify(list) });
  entries.push({ name: "repositories", bytes: "{}" });
  return entries;
}

/** Returns the blobs of images and indexes as in an OCI layout, each once. */
export function layoutBlobs(contents: readonly (BuiltImage | BuiltIndex)[]): TarEntry[] {
  const found = new Map<string, TarEntry>();
  const visit = (content: BuiltImage | BuiltIndex): void => {
    const blobs = content.kind === "image" ? [content.config, ...content.layers] : [];
    for (const { digest, bytes } of [...blobs, content]) {
      found.set(digest, { name: `blobs/${digest.replace(":", "/")}`, bytes });
    }
    if (content.kind === "index") {
      content.entries.forEach(visit);
    }
  };
  contents.forEach(visit);
  return [...found.values()];
}

/** Returns an OCI layout of images with the annotations of their entries in `index.json`. */
export function layoutOf(
  images: readonly {
    readonly content: BuiltImage | BuiltIndex;
    readonly annotations?: Readonly<Record<string, string>>;
  }[],
): TarEntry[] {
  const index = {
    schemaVersion: 2,
    manifests: images.map(({ content, annotations }) => ({
      mediaType: content.mediaType,
      digest: content.digest,
      size: content.bytes.byteLength,
      ...(annotations ? { annotations } : {}),
    })),
  };
  return [
    { name: "oci-layout", bytes: '{"imageLayoutVersion":"1.0.0"}' },
    ...layoutBlobs(images.map(({ content }) => content)),
    { name: "index.json", bytes: JSON.stringify(index) },
  ];
}
