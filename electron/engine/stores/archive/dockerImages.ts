import { createHash } from "node:crypto";
import { z } from "zod";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import { Lock } from "../../async/lock.ts";
import { digestOf } from "../../oci/digest.ts";
import { parseJson } from "../../oci/parseJson.ts";
import { chooseImage } from "../layout/chooseImage.ts";
import type { NamedImage, StoreLabel } from "../layout/imageNames.ts";
import { sizeLimits } from "../sizeLimits.ts";
import type { Resolution, TagOrDigest } from "../store.ts";
import { findFile, readRange, type ArchiveContents, type ByteRange } from "./archiveContents.ts";
import { corruptArchive } from "./archiveErrors.ts";
import type { ArchiveFile } from "./archiveFile.ts";
import type { ArchiveImages, FoundBlob } from "./archiveImages.ts";
import { isGzip } from "./decompress.ts";
import { normalizePath } from "./readTar.ts";
import { isZstd } from "./zstd.ts";

/** Layers of one image. overlayfs supports about a hundred. */
const maxLayers = 1000;

/** Source: moby, image/spec/v1.2.md, "Combined Image JSON + Filesystem Changeset Format". */
const listSchema = z
  .array(
    z.object({
      Config: z.string(),
      RepoTags: z.array(z.string()).nullish(),
      Layers: z.array(z.string()).max(maxLayers).nullish(),
    }),
  )
  .max(10_000);

const configSchema = z.object({
  rootfs: z.object({ diff_ids: z.array(z.string()).nullish() }).optional(),
});

const plainLayer = "application/vnd.docker.image.rootfs.diff.tar";

/** Paths of the files of an image in the archive. */
interface DockerImage extends NamedImage {
  readonly config: string;
  readonly layers: readonly string[];
}

/**
 * The images of an archive from `docker save` before version 25, which has configs and layers but no manifests.
 *
 * Manifests are generated as skopeo does when an image is first requested. This reads its layers once to compute their
 * digests and to detect their compression.
 */
export class DockerImages implements ArchiveImages {
  readonly format = "docker";
  readonly entries: readonly Descriptor[] = [];
  readonly images: readonly DockerImage[];
  readonly #file: ArchiveFile;
  readonly #contents: ArchiveContents;
  readonly #label: StoreLabel;
  readonly #lock = new Lock();
  /** Generated manifests by the key of the image. */
  readonly #manifests = new Map<string, Descriptor>();
  /** Known blobs by digest. */
  readonly #blobs = new Map<string, FoundBlob>();
  /** Descriptors of known layers, which images share. */
  readonly #layers = new Map<ByteRange, Descriptor>();

  /**
   * @param list the bytes of `manifest.json`
   * @throws EngineError `layout_invalid`, `manifest_invalid`
   */
  constructor(file: ArchiveFile, contents: ArchiveContents, list: Uint8Array) {
    this.#file = file;
    this.#contents = contents;
    this.#label = {
      description: `archive ${file.path}`,
      repository: `docker-archive://${file.path}`,
    };
    const parsed = listSchema.safeParse(
      parseJson(list, `manifest.json of the archive ${file.path}`),
    );
    if (!parsed.success) {
      throw corruptArchive(file.path, "its manifest.json is not a list of images", parsed.error);
    }
    this.images = parsed.data.map(({ Config, RepoTags, Layers }) => ({
      names: RepoTags ?? [],
      // Names are full references; these archives are never written, so a tag cannot replace one.
      tags: (RepoTags ?? []).map((name) => name.slice(name.lastIndexOf(":") + 1)),
      key: JSON.stringify([Config, Layers]),
      config: Config,
      layers: Layers ?? [],
    }));
  }

  async resolve(target: TagOrDigest, signal: AbortSignal): Promise<Resolution | undefined> {
    if ("digest" in target) {
      await this.find(target.digest, signal);
      return [...this.#manifests.values()].find(({ digest }) => digest === target.digest);
    }
    const [image] = chooseImage(this.images, target.tag, this.#label);
    return image && (await this.#describeImage(image, signal));
  }

  /** Generates manifests until the blob is known. */
  async find(digest: string, signal: AbortSignal): Promise<FoundBlob | undefined> {
    for (const image of this.images) {
      if (this.#blobs.has(digest)) {
        break;
      }
      await this.#describeImage(image, signal);
    }
    return this.#blobs.get(digest);
  }

  async digestOf(image: DockerImage, signal: AbortSignal): Promise<string> {
    return (await this.#describeImage(image, signal)).digest;
  }

  /** Generates the manifest of an image once. @returns its descriptor */
  async #describeImage(image: DockerImage, signal: AbortSignal): Promise<Descriptor> {
    return await this.#lock.runExclusive(async () => {
      const known = this.#manifests.get(image.key);
      if (known) {
        return known;
      }
      const { config, diffIds } = await this.#readConfig(image, signal);
      const ranges = image.layers.map((layer) => this.#findFile(layer));
      await this.#describeLayers(ranges, signal);
      const layers = ranges.map((range) => this.#layers.get(range) as Descriptor);
      this.#checkLayers(image, layers, diffIds);
      // In the field order of Go's json.Marshal, as skopeo does; but skopeo labels all layers as gzip.
      const document = {
        schemaVersion: 2,
        mediaType: mediaTypes.dockerManifest,
        config,
        layers,
      };
      const bytes = new TextEncoder().encode(JSON.stringify(document));
      const manifest = describe(mediaTypes.dockerManifest, digestOf(bytes), bytes.byteLength);
      this.#blobs.set(manifest.digest, { kind: "generated", bytes, size: manifest.size });
      this.#manifests.set(image.key, manifest);
      return manifest;
    }, signal);
  }

  async #readConfig(
    { config: path }: DockerImage,
    signal: AbortSignal,
  ): Promise<{ readonly config: Descriptor; readonly diffIds: readonly string[] }> {
    const range = this.#findFile(path);
    const bytes = await this.#file.read(
      this.#contents,
      { range, limit: sizeLimits.smallBlob },
      signal,
    );
    const config = describe(mediaTypes.dockerConfig, digestOf(bytes), bytes.byteLength);
    const parsed = configSchema.safeParse(parseJson(bytes, `config ${path}`));
    if (!parsed.success) {
      throw corruptArchive(this.#file.path, `${path} is not an image config`, parsed.error);
    }
    this.#blobs.set(config.digest, { kind: "file", range, size: range.size });
    return { config, diffIds: parsed.data.rootfs?.diff_ids ?? [] };
  }

  /** Reads unknown layers in the order of their bytes: one pass, even if the archive is compressed. */
  async #describeLayers(ranges: readonly ByteRange[], signal: AbortSignal): Promise<void> {
    const unknown = [...new Set(ranges)]
      .filter((range) => !this.#layers.has(range))
      .toSorted((a, b) => a.offset - b.offset);
    if (unknown.length === 0) {
      return;
    }
    await this.#file.readThrough(this.#contents, signal, async (reader) => {
      for (const range of unknown) {
        const hash = createHash("sha256");
        let start = Buffer.alloc(0);
        for await (const chunk of readRange(reader, range)) {
          if (start.byteLength < 4) {
            start = Buffer.concat([start, chunk.subarray(0, 4)]);
          }
          hash.update(chunk);
        }
        const digest = `sha256:${hash.digest("hex")}`;
        this.#layers.set(range, describe(layerType(start), digest, range.size));
        this.#blobs.set(digest, { kind: "file", range, size: range.size });
      }
    });
  }

  /** Checks layers against the config as `docker load` does, as far as possible without decompressing them. */
  #checkLayers(
    { config, layers: paths }: DockerImage,
    layers: readonly Descriptor[],
    diffIds: readonly string[],
  ): void {
    const { path } = this.#file;
    if (layers.length !== diffIds.length) {
      throw corruptArchive(
        path,
        `${config} lists ${diffIds.length} layers, but there are ${layers.length}`,
      );
    }
    const wrong = layers.findIndex(
      ({ mediaType, digest }, position) => mediaType === plainLayer && digest !== diffIds[position],
    );
    if (wrong >= 0) {
      throw corruptArchive(path, `${paths[wrong]} is not the layer that ${config} lists`);
    }
  }

  /** Follows links: old versions of Docker write a shared layer once and link to it. */
  #findFile(path: string): ByteRange {
    const range = findFile(this.#contents, normalizePath(path) ?? "");
    if (range) {
      return range;
    }
    throw corruptArchive(this.#file.path, `${JSON.stringify(path.slice(0, 200))} is missing`);
  }
}

/** The media type with zstd is containerd's. Source: containerd, images/mediatypes.go. */
function layerType(start: Buffer): string {
  if (isGzip(start)) {
    return `${plainLayer}.gzip`;
  }
  return isZstd(start) ? `${plainLayer}.zstd` : plainLayer;
}

/** Fields in the order of Go's struct, because the manifest is hashed. */
function describe(mediaType: string, digest: string, size: number): Descriptor {
  return { mediaType, size, digest };
}
