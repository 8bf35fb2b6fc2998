/** The bytes of a manifest or index with what they are; the digest has been checked against the bytes. */
export interface Content {
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Uint8Array;
  /** What was asked for by a tag of a layout or an archive: the entry of its index, as JSON. */
  readonly entry?: string;
}
