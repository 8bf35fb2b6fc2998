/**
 * The platform of an index entry, with the field names of the JSON.
 * Source: OCI image-spec 1.1, "image-index.md"; also the fields of an image config.
 */
export interface Platform {
  readonly architecture: string;
  readonly os: string;
  readonly "os.version"?: string;
  readonly "os.features"?: readonly string[];
  readonly variant?: string;
}
