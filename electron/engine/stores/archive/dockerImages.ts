import { createHash } from "node:crypto";
import { z } from "zod";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import { Lock } from "../../async/lock.ts";
import { digestOf } from "../../oci/digest.ts";
import { parseJson } from "../../oci/parseJson.ts";
import { sizeLimits } from "../sizeLimits.ts";
import type { Resolution, TagOrDigest } from "../store.ts";
import type { ArchiveImages, FoundBlob } from "./archiveImages.ts";
import type { ArchiveFile } from "./archiveFile.ts";
import { chooseImage } from "../layout/chooseImage.ts";
import type { NamedImage } from "../layout/imageNames.ts";
import { findFile, readRange, type ArchiveContents, type ByteRange } from "./archiveContents.ts";
import { corruptArchive } from "./archiveErrors.ts";
import { isGzip } from "./decompress.ts";
import { entryName } from "./readTar.ts";
import { isZstd } from "./zstd.ts";

/** More than any image has: overlayfs stacks some hundred. */
const mostLayers = 1000;

/** Source: moby, image/spec/v1.2.md, "Combined Image JSON + Filesystem Changeset Format". */
const listSchema = z
  .array(
    z.object({
      Config: z.string(),
      RepoTags: z.array(z.string()).nullish(),
      Layers: z.array(z.string()).max(mostLayers).nullish(),
    }),
  )
  .max(10_000);

const configSchema = z.object({
  rootfs: z.object({ diff_ids: z.array(z.string()).nullish() }).optional(),
});

interface DockerImage extends NamedImage {
  readonly config: string;
  readonly layers: readonly string[];
}

/**
 * The images of a `docker save` archive of before version 25: a config and layers, but no manifest.
 *
 * The manifest is made from what is there, as skopeo makes it, when somebody first asks for an image: its
 * layers are read once to know their digests. A layer counts as what its bytes are.
 */
export class DockerImages implements ArchiveImages {
  readonly format = "docker";
  readonly entries: readonly Descriptor[] = [];
  readonly images: readonly DockerImage[];
  readonly #file: ArchiveFile;
  readonly #contents: ArchiveContents;
  readonly #lock = new Lock();
  /** The manifest of each image that was asked for. */
  readonly #manifests = new Map<string, Descriptor>();
  readonly #blobs = new Map<string, FoundBlob>();
  /** What each layer is; images share them. */
  readonly #layers = new Map<ByteRange, Descriptor>();

  /** @param list the bytes of `manifest.json` */
  constructor(file: ArchiveFile, contents: ArchiveContents, list: Uint8Array) {
    this.#file = file;
    this.#contents = contents;
    const parsed = listSchema.safeParse(
      parseJson(list, `manifest.json of the archive ${file.path}`),
    );
    if (!parsed.success)
      throw corruptArchive(file.path, "its manifest.json is not a list of images", parsed.error);
    this.images = parsed.data.map(({ Config, RepoTags, Layers }) => ({
      names: RepoTags ?? [],
      // Nothing but whole references names these images; and nothing is written here that a tag could replace.
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
    const { path } = this.#file;
    const holder = { description: `archive ${path}`, repository: `docker-archive://${path}` };
    const [image] = chooseImage(this.images, target.tag, holder);
    return image && (await this.#describe(image, signal));
  }

  /** What is not known yet may be in any of the images. */
  async find(digest: string, signal: AbortSignal): Promise<FoundBlob | undefined> {
    for (const image of this.images) {
      if (this.#blobs.has(digest)) break;
      await this.#describe(image, signal);
    }
    return this.#blobs.get(digest);
  }

  async digestOf(image: DockerImage, signal: AbortSignal): Promise<string> {
    return (await this.#describe(image, signal)).digest;
  }

  /** Make the manifest of an image, once. */
  async #describe(image: DockerImage, signal: AbortSignal): Promise<Descriptor> {
    return await this.#lock.runExclusive(async () => {
      const known = this.#manifests.get(image.key);
      if (known) return known;
      const config = await this.#readConfig(image, signal);
      const places = image.layers.map((layer) => this.#find(layer));
      await this.#hash(places, signal);
      const layers = places.map((place) => this.#layers.get(place) as Descriptor);
      this.#checkLayers(image, layers, config.diffIds);
      // In the order and form of Go's json.Marshal, as skopeo makes it; but it calls every layer compressed.
      const document = {
        schemaVersion: 2,
        mediaType: mediaTypes.dockerManifest,
        config: config.descriptor,
        layers,
      };
      const bytes = new TextEncoder().encode(JSON.stringify(document));
      const manifest = describe(mediaTypes.dockerManifest, digestOf(bytes), bytes.byteLength);
      this.#blobs.set(manifest.digest, { kind: "made", bytes, size: manifest.size });
      this.#manifests.set(image.key, manifest);
      return manifest;
    }, signal);
  }

  async #readConfig(
    { config: path }: DockerImage,
    signal: AbortSignal,
  ): Promise<{ readonly descriptor: Descriptor; readonly diffIds: readonly string[] }> {
    const place = this.#find(path);
    const bytes = await this.#file.read(this.#contents, place, sizeLimits.smallBlob, signal);
    const descriptor = describe(mediaTypes.dockerConfig, digestOf(bytes), bytes.byteLength);
    const parsed = configSchema.safeParse(parseJson(bytes, `config ${path}`));
    if (!parsed.success)
      throw corruptArchive(this.#file.path, `${path} is not the config of an image`, parsed.error);
    this.#blobs.set(descriptor.digest, { kind: "place", place, size: place.size });
    return { descriptor, diffIds: parsed.data.rootfs?.diff_ids ?? [] };
  }

  /** Read the layers that are not known yet, in the order in which they stand: one pass, whatever the archive. */
  async #hash(places: readonly ByteRange[], signal: AbortSignal): Promise<void> {
    const unknown = [...new Set(places)]
      .filter((place) => !this.#layers.has(place))
      .toSorted((a, b) => a.offset - b.offset);
    if (unknown.length === 0) return;
    await this.#file.readThrough(this.#contents, signal, async (cursor) => {
      for (const place of unknown) {
        const hash = createHash("sha256");
        let start = Buffer.alloc(0);
        for await (const piece of readRange(cursor, place)) {
          if (start.byteLength < 4) start = Buffer.concat([start, piece.subarray(0, 4)]);
          hash.update(piece);
        }
        const digest = `sha256:${hash.digest("hex")}`;
        this.#layers.set(place, describe(layerType(start), digest, place.size));
        this.#blobs.set(digest, { kind: "place", place, size: place.size });
      }
    });
  }

  /** `docker load` refuses layers that are not those of the config; what can be told without unpacking, is. */
  #checkLayers(
    { config, layers: paths }: DockerImage,
    layers: readonly Descriptor[],
    diffIds: readonly string[],
  ): void {
    const { path } = this.#file;
    if (layers.length !== diffIds.length)
      throw corruptArchive(
        path,
        `${config} speaks of ${diffIds.length} layers, there are ${layers.length}`,
      );
    const wrong = layers.findIndex(
      ({ mediaType, digest }, position) => mediaType === plainLayer && digest !== diffIds[position],
    );
    if (wrong >= 0)
      throw corruptArchive(path, `${paths[wrong]} is not the layer that ${config} speaks of`);
  }

  /** Old versions of Docker write a layer that two images share once, and links to it. */
  #find(path: string): ByteRange {
    const place = findFile(this.#contents, entryName(path) ?? "");
    if (place) return place;
    throw corruptArchive(this.#file.path, `${JSON.stringify(path.slice(0, 200))} is not in it`);
  }
}

const plainLayer = "application/vnd.docker.image.rootfs.diff.tar";

/** The type with zstd is containerd's. Source: containerd, images/mediatypes.go. */
function layerType(start: Buffer): string {
  if (isGzip(start)) return `${plainLayer}.gzip`;
  return isZstd(start) ? `${plainLayer}.zstd` : plainLayer;
}

function describe(mediaType: string, digest: string, size: number): Descriptor {
  return { mediaType, size, digest };
}
