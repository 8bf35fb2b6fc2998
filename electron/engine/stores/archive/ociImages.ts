import path from "node:path";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { isDigest, parseDigest } from "../../oci/digest.ts";
import type { LayoutIndex } from "../layout/layoutIndex.ts";
import type { TagOrDigest } from "../store.ts";
import type { ArchiveImages, ArchiveResolution, FoundBlob } from "./archiveImages.ts";
import { chooseImage } from "../layout/chooseImage.ts";
import type { StoreLabel } from "../layout/imageNames.ts";
import { findFile, type ArchiveContents, type ByteRange } from "./archiveContents.ts";
import { corruptArchive } from "./archiveErrors.ts";
import { separateByName, listEntries, type ListedEntry } from "../layout/indexEntries.ts";

/** An OCI image layout in an archive: what `docker save` writes since version 25, and most else does. */
export class OciImages implements ArchiveImages {
  readonly format = "oci";
  readonly images: readonly ListedEntry[];
  readonly entries: readonly Descriptor[];
  readonly file: LayoutIndex;
  readonly #holder: StoreLabel;
  readonly #contents: ArchiveContents;

  constructor(holder: StoreLabel, contents: ArchiveContents, file: LayoutIndex) {
    this.#holder = holder;
    this.#contents = contents;
    this.file = file;
    this.entries = file.document.manifests;
    this.images = listEntries(file.document);
  }

  async resolve(target: TagOrDigest): Promise<ArchiveResolution | undefined> {
    if ("digest" in target) {
      const found = this.entries.find(({ digest }) => digest === target.digest);
      return found && { mediaType: found.mediaType, digest: found.digest };
    }
    const images = target.origin === true ? separateByName(this.images) : this.images;
    const [image] = chooseImage(images, target.tag, this.#holder);
    if (!image) return undefined;
    const { mediaType, digest } = image.entry;
    return { mediaType, digest, entry: this.file.entryText(image.position) };
  }

  async find(digest: string): Promise<FoundBlob | undefined> {
    const place = findFile(this.#contents, blobName(digest));
    return place && { kind: "place", place, size: place.size };
  }

  async digestOf({ entry }: ListedEntry): Promise<string> {
    return entry.digest;
  }
}

/** The path of a blob in a layout. @throws EngineError where the digest is none */
export function blobName(digest: string): string {
  const { algorithm, hex } = parseDigest(digest);
  return `blobs/${algorithm}/${hex}`;
}

/** The digest of a blob by its path. */
export function digestOfBlob(name: string): string {
  return name.split("/").slice(1).join(":");
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
  contents: ArchiveContents,
  isWanted: (name: string) => boolean,
): readonly (readonly [string, ByteRange])[] {
  const named = new Map<ByteRange, Set<string>>();
  return [...contents.files.keys(), ...contents.links.keys()]
    .filter((name) => isBlobName(name) && isWanted(name))
    .map((name) => {
      const place = findFile(contents, name);
      if (!place) throw corruptArchive(archive, `"${name}" in it is a link to no file`);
      const algorithms = named.get(place) ?? new Set();
      const algorithm = path.posix.dirname(name);
      if (algorithms.has(algorithm))
        throw corruptArchive(archive, `"${name}" in it is another blob, too`);
      named.set(place, algorithms.add(algorithm));
      return [name, place] as const;
    })
    .toSorted(([, a], [, b]) => a.offset - b.offset);
}

/** What is written anew with a tag, and what would go on naming what the tags no longer mean: lists of `docker save`. */
const replacedFiles: ReadonlySet<string> = new Set(["index.json", "manifest.json", "repositories"]);

/** Files that are nothing of a layout's, and its mark, by their paths. They stay when a tag is set; links do not. */
export function findOtherFiles({
  files,
}: ArchiveContents): readonly (readonly [string, ByteRange])[] {
  return [...files].filter(([name]) => !isBlobName(name) && !replacedFiles.has(name));
}

function isBlobName(name: string): boolean {
  const [folder, algorithm, hex, ...more] = name.split("/");
  return folder === "blobs" && more.length === 0 && isDigest(`${algorithm}:${hex}`);
}
