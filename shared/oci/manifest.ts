import type { Annotations, Descriptor } from "./descriptor.ts";

/**
 * Bytes of the largest manifest that is read, pushed and journalled. distribution-spec asks registries for at least
 * 4 MiB; regclient pulls up to 8.
 */
export const maxManifestBytes: number = 8 * 1024 * 1024;

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
