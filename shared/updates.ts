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
interface Feed {
  readonly version: string;
  readonly files: readonly { readonly url: string; readonly sha512: string }[];
}

/** Returns the text of a feed that its signature covers: the version, then name and SHA-512 of each file. */
export function signedText({ version, files }: Feed): string {
  return [version, ...files.map(({ url, sha512 }) => `${url} ${sha512}`)].join("\n");
}
