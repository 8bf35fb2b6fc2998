import type { Annotations, Descriptor } from "./descriptor.ts";

/** An image or artifact manifest. Source: OCI image-spec 1.1, "manifest.md". */
export interface Manifest {
  readonly schemaVersion: number;
  readonly mediaType?: string;
  readonly artifactType?: string;
  readonly config?: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations?: Annotations;
}
