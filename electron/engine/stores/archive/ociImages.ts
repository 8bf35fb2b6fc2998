import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { chooseImage } from "../layout/chooseImage.ts";
import type { StoreLabel } from "../layout/imageNames.ts";
import { listEntries, type ListedEntry, separateByName } from "../layout/indexEntries.ts";
import type { LayoutIndex } from "../layout/layoutIndex.ts";
import type { TagOrDigest } from "../store.ts";
import { findFile, type ArchiveContents } from "./archiveContents.ts";
import type { ArchiveImages, ArchiveResolution, FoundBlob } from "./archiveImages.ts";
import { blobPath } from "./blobPaths.ts";

/** The images of an OCI image layout in an archive, which most tools write, and `docker save` since version 25. */
export class OciImages implements ArchiveImages {
  readonly format = "oci";
  readonly images: readonly ListedEntry[];
  readonly entries: readonly Descriptor[];
  readonly index: LayoutIndex;
  readonly #label: StoreLabel;
  readonly #contents: ArchiveContents;

  constructor(label: StoreLabel, contents: ArchiveContents, index: LayoutIndex) {
    this.#label = label;
    this.#contents = contents;
    this.index = index;
    this.entries = index.document.manifests;
    this.images = listEntries(index.document);
  }

  async resolve(target: TagOrDigest): Promise<ArchiveResolution | undefined> {
    if ("digest" in target) {
      const found = this.entries.find(({ digest }) => digest === target.digest);
      return found && { mediaType: found.mediaType, digest: found.digest };
    }
    const images = target.origin === true ? separateByName(this.images) : this.images;
    const [image] = chooseImage(images, target.tag, this.#label);
    if (!image) {
      return undefined;
    }
    const { mediaType, digest } = image.entry;
    return { mediaType, digest, entry: this.index.entryText(image.position) };
  }

  async find(digest: string): Promise<FoundBlob | undefined> {
    const range = findFile(this.#contents, blobPath(digest));
    return range && { kind: "file", range, size: range.size };
  }

  async digestOf({ entry }: ListedEntry): Promise<string> {
    return entry.digest;
  }
}
