import type { Platform } from "../../../../shared/oci/platform.ts";

/** A layout or an archive in errors. */
export interface Holder {
  /** In words: `archive /images.tar`. */
  readonly what: string;
  /** As a location: `oci-archive:///images.tar`. */
  readonly repository: string;
}

/** An image that a layout or an archive lists. */
export interface ListedImage {
  /** Tags and whole references that name it: `3.20`, `docker.io/library/alpine:3.20`. */
  readonly names: readonly string[];
  /** Tags that mean it where nothing is named so. */
  readonly tags: readonly string[];
  /** The same for two that are the same image. */
  readonly key: string;
  /** Where it is known without reading the image. */
  readonly digest?: string;
  readonly platform?: Platform;
}

const mostShown = 10;

/** What a layout or an archive holds, for a person who asked for something else. */
export function sayNames(images: readonly ListedImage[]): string {
  const names = [...new Set(images.flatMap((image) => image.names))];
  if (names.length === 0) return "Its images have no tags: name one by its digest, @sha256:…";
  const more = names.length > mostShown ? ` and ${names.length - mostShown} more` : "";
  return `It holds ${names.slice(0, mostShown).join(", ")}${more}.`;
}

/** Whether a name is more than a tag. */
export function isWhole(name: string): boolean {
  return /[:/]/.test(name);
}
