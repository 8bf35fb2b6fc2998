import { createHash, randomFillSync } from "node:crypto";
import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { request } from "undici";
import { buildImage, type BuiltImage } from "../../electron/engine/sample/buildImage.ts";
import { blockSize, padding, writeHeader } from "../../electron/engine/stores/archive/tarHeader.ts";
import type { Descriptor } from "../../shared/oci/descriptor.ts";
import { mediaTypes } from "../../shared/oci/mediaTypes.ts";
import type { Platform } from "../../shared/oci/platform.ts";

const architectures = [
  "386",
  "amd64",
  "amd64/v2",
  "amd64/v3",
  "arm/v5",
  "arm/v6",
  "arm/v7",
  "arm64",
  "loong64",
  "mips64le",
  "ppc64le",
  "riscv64",
  "s390x",
];
const systems = ["linux", "freebsd", "netbsd", "openbsd", "plan9"];

/** Returns distinct platforms, with `os.version` once all combinations are used. */
export function platforms(count: number): readonly Platform[] {
  return Array.from({ length: count }, (_, position) => {
    const [architecture = "", variant] = (
      architectures[position % architectures.length] ?? ""
    ).split("/");
    const turn = Math.floor(position / architectures.length);
    const os = systems[turn % systems.length] ?? "";
    const round = Math.floor(turn / systems.length);
    return {
      architecture,
      os,
      ...(variant === undefined ? {} : { variant }),
      ...(round === 0 ? {} : { "os.version": `${round}.0` }),
    };
  });
}

/** Returns small images, each for another platform. */
export function smallImages(count: number): readonly BuiltImage[] {
  return platforms(count).map((platform) => buildImage({ platform }));
}

interface LargeImage {
  readonly repository: string;
  readonly tag: string;
  /** The size of all layers. */
  readonly bytes: number;
}

/**
 * Pushes an image with four layers of random bytes as streams.
 * @param url the URL of the registry
 */
export async function pushLargeImage(
  url: string,
  { repository, tag, bytes }: LargeImage,
): Promise<void> {
  const layers: PushedLayer[] = [];
  for (let made = 0; made < 4; made += 1) {
    layers.push(await pushLayer(url, repository, randomBytes(Math.floor(bytes / 4))));
  }
  await pushImageOf(url, { repository, tag, layers });
}

interface FilesImage extends LargeImage {
  /** The number of files, all of the same size. */
  readonly files: number;
}

/**
 * Pushes an image with one layer of many files that do not compress, as a stream.
 * @param url the URL of the registry
 */
export async function pushFilesImage(
  url: string,
  { repository, tag, bytes, files }: FilesImage,
): Promise<void> {
  const size = Math.floor(bytes / files);
  const content = randomFillSync(new Uint8Array(size + padding(size)));
  content.fill(0, size);
  const layer = await pushLayer(url, repository, tarBytes(content, { size, files }));
  await pushImageOf(url, { repository, tag, layers: [layer] });
}

/** Fifty files a folder, as in a tree of modules. */
const filesOfFolder = 50;

function* tarBytes(
  content: Uint8Array,
  { size, files }: { readonly size: number; readonly files: number },
): Generator<Uint8Array> {
  for (let file = 0; file < files; file += 1) {
    const folder = Math.floor(file / filesOfFolder);
    yield writeHeader(`usr/lib/modules/m${folder}/file-${file}.bin`, size);
    yield content;
  }
  yield new Uint8Array(2 * blockSize);
}

/** A layer in a registry. */
interface PushedLayer {
  readonly descriptor: Descriptor;
  readonly diffId: string;
}

/** Pushes bytes as a layer, compressed without effort. */
async function pushLayer(
  url: string,
  repository: string,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<PushedLayer> {
  const plain = createHash("sha256");
  const packed = createGzip({ level: 0 });
  const source = async (): Promise<void> => {
    for await (const chunk of content) {
      plain.update(chunk);
      if (!packed.write(chunk)) {
        await new Promise((resume) => packed.once("drain", resume));
      }
    }
    packed.end();
  };
  const [descriptor] = await Promise.all([
    pushBlob(url, {
      repository,
      mediaType: "application/vnd.oci.image.layer.v1.tar+gzip",
      content: packed,
    }),
    source(),
  ]);
  return { descriptor, diffId: `sha256:${plain.digest("hex")}` };
}

interface ImageOfLayers {
  readonly repository: string;
  readonly tag: string;
  readonly layers: readonly PushedLayer[];
}

async function pushImageOf(url: string, { repository, tag, layers }: ImageOfLayers): Promise<void> {
  const config = {
    architecture: "amd64",
    os: "linux",
    config: {},
    rootfs: { type: "layers", diff_ids: layers.map(({ diffId }) => diffId) },
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: await pushBlob(url, {
      repository,
      mediaType: mediaTypes.ociConfig,
      content: [Buffer.from(JSON.stringify(config))],
    }),
    layers: layers.map(({ descriptor }) => descriptor),
  };
  const name = `${url}/v2/${repository}/manifests/${tag}`;
  await send("PUT", name, {
    body: JSON.stringify(manifest),
    headers: { "content-type": mediaTypes.ociManifest },
  });
}

async function* randomBytes(count: number): AsyncGenerator<Uint8Array> {
  for (let left = count; left > 0; left -= 64 * 1024) {
    yield randomFillSync(new Uint8Array(Math.min(left, 64 * 1024)));
  }
}

interface SentBlob {
  readonly repository: string;
  readonly mediaType: string;
  readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

async function pushBlob(
  url: string,
  { repository, mediaType, content }: SentBlob,
): Promise<Descriptor> {
  const hash = createHash("sha256");
  let size = 0;
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of content) {
      hash.update(chunk);
      size += chunk.byteLength;
      yield chunk;
    }
  }
  const opened = await send("POST", `${url}/v2/${repository}/blobs/uploads/`);
  const sent = await send("PATCH", opened, { body: Readable.from(hashed()) });
  const digest = `sha256:${hash.digest("hex")}`;
  const target = new URL(sent);
  target.searchParams.set("digest", digest);
  await send("PUT", target.href);
  return { mediaType, digest, size };
}

interface SentContent {
  readonly body?: Readable | string | null | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Sends a request that must succeed. @returns the URL of its Location */
async function send(
  method: "POST" | "PATCH" | "PUT",
  url: string,
  { body = null, headers = {} }: SentContent = {},
): Promise<string> {
  const response = await request(url, { method, headers, body });
  await response.body.dump();
  if (response.statusCode >= 300) {
    throw new Error(`${method} ${url} ${response.statusCode}`);
  }
  const { location } = response.headers;
  return new URL(typeof location === "string" ? location : "", url).href;
}
