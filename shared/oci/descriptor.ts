import type { Platform } from "./platform.ts";

/** Annotations as the OCI image spec has them: string keys to string values, order without meaning. */
export type Annotations = Readonly<Record<string, string>>;

/**
 * An OCI content descriptor: what a piece of content is, its digest and its size in bytes.
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
