/** What the app knows about newer versions of itself. */
export type UpdateState =
  /** The app does not update itself, and why. */
  | { readonly kind: "off"; readonly reason: string }
  | { readonly kind: "idle" | "checking" | "current" }
  | { readonly kind: "downloading"; readonly version: string; readonly percent: number }
  /** It is installed when the app quits. */
  | { readonly kind: "ready"; readonly version: string }
  | { readonly kind: "failed"; readonly message: string };

/** The part of an update feed that is signed. */
export interface Feed {
  readonly version: string;
  readonly files: readonly {
    readonly url: string;
    readonly sha512: string;
    /** In bytes. */
    readonly size: number;
  }[];
}

/**
 * Returns the text of a feed that its signature covers: the name of the feed, so that one of another system is not taken for
 * it, the version, and of each file its address, its SHA-512 and its size.
 * @param name of the feed's file: `latest-linux.yml`
 */
export function signedText(name: string, { version, files }: Feed): string {
  return JSON.stringify([name, version, files.map(({ url, sha512, size }) => [url, sha512, size])]);
}
