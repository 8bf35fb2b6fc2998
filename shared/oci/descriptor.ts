import type { Platform } from "./platform.ts";

/** OCI annotations: string keys and values, unordered. */
export type Annotations = Readonly<Record<string, string>>;

/**
 * An OCI content descriptor: media type, digest and size in bytes.
 * Source: OCI image-spec 1.1, "descriptor.md".
 */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly urls?: readonly string[];
  readonly annotations?: Annotations;
  /** The content itself, base64 with padding. */
  readonly data?: string;
  readonly platform?: Platform;
  readonly artifactType?: string;
}
