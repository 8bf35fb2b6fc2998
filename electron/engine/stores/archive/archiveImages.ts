import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type { Resolution, TagOrDigest } from "../store.ts";
import type { NamedImage } from "../layout/imageNames.ts";
import type { ByteRange } from "./archiveContents.ts";

/** Where a blob's bytes are: in the archive, or made from what is there. */
export type FoundBlob =
  | { readonly kind: "place"; readonly place: ByteRange; readonly size: number }
  | { readonly kind: "made"; readonly bytes: Uint8Array; readonly size: number };

/** What a name in an archive means, with the JSON of the entry that has the name. */
export interface ArchiveResolution extends Resolution {
  readonly entry?: string;
}

/** The images of an archive, whichever of the two forms it has. */
export interface ArchiveImages {
  readonly format: "oci" | "docker";
  readonly images: readonly NamedImage[];
  /** The descriptors that the archive's own index lists. */
  readonly entries: readonly Descriptor[];
  /** @returns undefined where there is no such image */
  resolve(target: TagOrDigest, signal: AbortSignal): Promise<ArchiveResolution | undefined>;
  find(digest: string, signal: AbortSignal): Promise<FoundBlob | undefined>;
  /** The digest of an image that no tag names. */
  digestOf(image: NamedImage, signal: AbortSignal): Promise<string>;
}
