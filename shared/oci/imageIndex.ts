import type { Annotations, Descriptor } from "./descriptor.ts";

/** An OCI image index or a Docker manifest list. Source: OCI image-spec 1.1, "image-index.md". */
export interface ImageIndex {
  readonly schemaVersion: number;
  readonly mediaType?: string;
  readonly artifactType?: string;
  readonly manifests: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations?: Annotations;
}
