import path from "node:path";
import { isAttestation } from "../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import { isDigest, parseDigest } from "../oci/digest.ts";
import type { Resolution, TagOrDigest } from "../store.ts";
import type { ArchivedImages, FoundBlob } from "./archivedImages.ts";
import { chooseImage, isWhole, type ListedImage } from "./chooseImage.ts";
import { findFile, type Contents, type Place } from "./contents.ts";
import { damaged } from "./damage.ts";

/** The annotation that names a tag. Source: OCI image-spec 1.1, "image-layout.md". */
export const refName = "org.opencontainers.image.ref.name";
/** The whole reference, as containerd, BuildKit and Docker add it. Source: containerd, images/annotations.go. */
export const imageName = "io.containerd.image.name";

/** An entry of the index as an image that names choose. */
export interface OciImage extends ListedImage {
  readonly entry: Descriptor;
}

/** An OCI image layout in an archive: what `docker save` writes since version 25, and most else does. */
export class OciImages implements ArchivedImages {
  readonly format = "oci";
  readonly images: readonly OciImage[];
  readonly entries: readonly Descriptor[];
  readonly index: ImageIndex;
  readonly #archive: string;
  readonly #contents: Contents;

  constructor(archive: string, contents: Contents, index: ImageIndex) {
    this.#archive = archive;
    this.#contents = contents;
    this.index = index;
    this.entries = index.manifests;
    this.images = listImages(index);
  }

  async resolve(target: TagOrDigest): Promise<Resolution | undefined> {
    const found =
      "digest" in target
        ? this.entries.find(({ digest }) => digest === target.digest)
        : chooseImage(this.images, target.tag, this.#archive)[0]?.entry;
    return found && { mediaType: found.mediaType, digest: found.digest };
  }

  async find(digest: string): Promise<FoundBlob | undefined> {
    const place = findFile(this.#contents, blobName(digest));
    return place && { kind: "place", place, size: place.size };
  }

  async digestOf(image: ListedImage): Promise<string> {
    return image.key;
  }
}

/** The path of a blob in a layout. @throws EngineError where the digest is none */
export function blobName(digest: string): string {
  const { algorithm, hex } = parseDigest(digest);
  return `blobs/${algorithm}/${hex}`;
}

/**
 * The blobs of a layout by their paths, in the order in which the archive has their bytes. A blob may be a link.
 * @param archive names it in errors
 * @param isWanted tells the paths to look for
 * @throws EngineError `layout_invalid` where a link leads to no file, or links to one file have more names than
 * it has digests: written out once for each, a small archive would fill the disk
 */
export function findBlobs(
  archive: string,
  contents: Contents,
  isWanted: (name: string) => boolean,
): readonly (readonly [string, Place])[] {
  const named = new Map<Place, Set<string>>();
  return [...contents.files.keys(), ...contents.links.keys()]
    .filter((name) => isBlobName(name) && isWanted(name))
    .map((name) => {
      const place = findFile(contents, name);
      if (!place) throw damaged(archive, `"${name}" in it is a link to no file`);
      const algorithms = named.get(place) ?? new Set();
      const algorithm = path.posix.dirname(name);
      if (algorithms.has(algorithm)) throw damaged(archive, `"${name}" in it is another blob, too`);
      named.set(place, algorithms.add(algorithm));
      return [name, place] as const;
    })
    .toSorted(([, a], [, b]) => a.offset - b.offset);
}

function isBlobName(name: string): boolean {
  const [folder, algorithm, hex, ...more] = name.split("/");
  return folder === "blobs" && more.length === 0 && isDigest(`${algorithm}:${hex}`);
}

/**
 * The entries of an index as images, each with the names to choose it by: its tag, and its whole reference.
 * What only refers to another image is none itself, unless it has a tag.
 */
export function listImages(index: ImageIndex): readonly OciImage[] {
  return index.manifests
    .map((entry) => ({ entry, key: entry.digest, names: namesOf(entry), tags: [] }))
    .filter(
      ({ entry, names }) =>
        names.length > 0 || (entry.artifactType === undefined && !isAttestation(entry)),
    );
}

function namesOf({ annotations }: Descriptor): readonly string[] {
  return [annotations?.[refName], annotations?.[imageName]].filter((name) => !!name) as string[];
}

/**
 * The shortest names that tell the images of an archive apart: tags, but whole references where several
 * images have the same tag.
 */
export function tellingNames(
  images: readonly ListedImage[],
): ReadonlyMap<ListedImage, readonly string[]> {
  const keysOf = new Map<string, Set<string>>();
  for (const { names, key } of images)
    for (const name of names) keysOf.set(name, (keysOf.get(name) ?? new Set()).add(key));
  return new Map(
    images.map((image) => {
      const telling = image.names.filter((name) => keysOf.get(name)?.size === 1);
      const tags = telling.filter((name) => !isWhole(name));
      return [image, tags.length > 0 ? tags : telling];
    }),
  );
}
