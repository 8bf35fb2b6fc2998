import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type { NamedImage } from "../layout/imageNames.ts";
import type { Resolution, TagOrDigest } from "../store.ts";
import type { ByteRange } from "./archiveContents.ts";

/** Where a blob's bytes are: in the archive, or in memory if they were generated. */
export type FoundBlob =
  | { readonly kind: "file"; readonly range: ByteRange; readonly size: number }
  | { readonly kind: "generated"; readonly bytes: Uint8Array; readonly size: number };

/** The manifest that a tag or digest points to, and the JSON of its index entry if there is one. */
export interface ArchiveResolution extends Resolution {
  readonly entry?: string;
}

/** The images of an archive in either of two formats, see `OciImages` and `DockerImages`. */
export interface ArchiveImages {
  readonly format: "oci" | "docker";
  readonly images: readonly NamedImage[];
  /** The entries of the archive's index. */
  readonly entries: readonly Descriptor[];
  /** @returns undefined if there is no such image */
  resolve(target: TagOrDigest, signal: AbortSignal): Promise<ArchiveResolution | undefined>;
  /** Locates a blob. @returns undefined if there is no such blob */
  find(digest: string, signal: AbortSignal): Promise<FoundBlob | undefined>;
  /** Returns the digest of an image's manifest. */
  digestOf(image: NamedImage, signal: AbortSignal): Promise<string>;
}
