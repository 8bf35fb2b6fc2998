/**
 * The platform of an index entry or an image config, with the field names of the JSON.
 * Source: OCI image-spec 1.1, "image-index.md" and "config.md".
 */
export interface Platform {
  readonly architecture: string;
  readonly os: string;
  readonly "os.version"?: string;
  readonly "os.features"?: readonly string[];
  readonly variant?: string;
}
