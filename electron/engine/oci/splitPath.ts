import { EngineError } from "../errors.ts";
import { maxReferenceLength, parseReference } from "./reference.ts";
import { explainTag } from "./referenceHint.ts";

/** The path of an archive or a layout, and the tag or reference of an image in it. */
export interface SplitPath {
  readonly path: string;
  readonly name?: string;
  /** Why the text after the path is not a valid name. */
  readonly problem?: string;
}

/** Where the path of an archive with a usual extension ends. */
const extension = /\.(?:tar|tgz|tzst|tar\.(?:gz|gzip|zst|zstd))(?=:|$)/gi;

/**
 * Splits an archive's path from the tag or reference after it. Both may contain colons and slashes.
 *
 * A path with a usual extension ends there. Any other path ends, as in skopeo, at the first colon before a tag or a
 * reference with a tag: `/srv/12:30/web` is a path. The colon of a Windows drive does not count.
 */
export function splitArchivePath(text: string): SplitPath {
  return rejectDotDot(splitAtExtension(text));
}

function splitAtExtension(text: string): SplitPath {
  const ends = [...text.matchAll(extension)].map(({ 0: { length }, index }) => index + length);
  for (const end of ends) {
    if (end === text.length) {
      return { path: text };
    }
    if (end >= firstNameColon(text) && isImageName(text.slice(end + 1))) {
      return splitAt(text, end);
    }
  }
  const colon = findNameColon(text);
  if (colon >= 0) {
    return splitAt(text, colon);
  }
  const last = ends[0] ?? text.lastIndexOf(":");
  const name = text.slice(last + 1);
  if (last < driveLength(text) || (ends.length === 0 && /[/\\]/.test(name))) {
    return { path: text };
  }
  return { path: text.slice(0, last), problem: explainName(name) };
}

/**
 * Splits a layout's folder from the tag or reference after it: `/images:localhost/acme/app:1.0`. The folder ends where
 * the path of an archive without a usual extension does.
 */
export function splitLayoutPath(text: string): SplitPath {
  const colon = findNameColon(text);
  if (colon >= 0) {
    return rejectDotDot(splitAt(text, colon));
  }
  const last = text.lastIndexOf(":");
  const name = text.slice(last + 1);
  if (last < driveLength(text) || /[/\\]/.test(name)) {
    return rejectDotDot({ path: text });
  }
  return {
    path: text.slice(0, last),
    problem: `${explainName(name)} If the colon is part of the folder's name, add a slash at the end.`,
  };
}

/**
 * Rejects `..` after a colon: an image name that was taken for part of the path must not lead to another file or folder:
 * `/images:../../other:1`.
 */
function rejectDotDot(split: SplitPath): SplitPath {
  const colon = split.path.indexOf(":", driveLength(split.path));
  const components = split.path.slice(colon + 1).split(/[/\\]/);
  if (colon < 0 || !components.includes("..")) {
    return split;
  }
  const problem =
    'After a colon, a path cannot contain "..". Select the image by digest: @sha256:…';
  return { path: split.path.slice(0, colon), problem };
}

/** Finds the first colon before a tag or a reference with a tag; -1 if there is none. */
function findNameColon(text: string): number {
  for (let colon = text.indexOf(":", firstNameColon(text)); colon >= 0;) {
    const rest = text.slice(colon + 1);
    if (isTag(rest) || (isReference(rest) && /:[^/]*$/.test(rest) && !isTime(rest))) {
      return colon;
    }
    colon = text.indexOf(":", colon + 1);
  }
  return -1;
}

/** Reports whether text starts like a time, as in most folder names with a colon: `12:30/web:1`. */
function isTime(text: string): boolean {
  return /^\d{2}(?::\d{2})?[/\\]/.test(text);
}

/** Returns the first position that the colon before a name can have, given the maximum length of a reference. */
function firstNameColon(text: string): number {
  return Math.max(driveLength(text), text.length - maxReferenceLength - 1);
}

/** Returns the length of a Windows drive (`C:`), or 0. */
function driveLength(text: string): number {
  return /^[A-Za-z]:[/\\]/.test(text) ? 2 : 0;
}

function splitAt(text: string, colon: number): { readonly path: string; readonly name: string } {
  return { path: text.slice(0, colon), name: text.slice(colon + 1) };
}

function explainName(name: string): string {
  return `${explainTag(name)} A full reference such as alpine:3.20 is also possible.`;
}

/** Reports whether text is a valid name of an image in a layout or an archive: a tag or a reference. */
export function isImageName(text: string): boolean {
  return isTag(text) || isReference(text);
}

/** Reports whether text is a valid tag. */
export function isTag(text: string): boolean {
  return text.length <= 128 && /^\w[\w.-]*$/.test(text);
}

/** Reports whether text is a reference without a digest, which is written after the name. */
function isReference(text: string): boolean {
  if (text.includes("@")) {
    return false;
  }
  try {
    parseReference(text);
    return true;
  } catch (error) {
    if (error instanceof EngineError) {
      return false;
    }
    throw error;
  }
}
