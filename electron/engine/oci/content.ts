/** The bytes of a manifest or index, verified against their digest. */
export interface Content {
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Uint8Array;
  /** The entry of the index of a layout or an archive, as JSON, if the content was fetched by a tag. */
  readonly entry?: string;
}
