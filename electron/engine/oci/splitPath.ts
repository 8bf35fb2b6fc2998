import { EngineError } from "../errors.ts";
import { longestReference, parseReference } from "./reference.ts";
import { explainTag } from "./referenceHint.ts";

/** A path and the name of an image in it, or why what stands after the path is no name. */
export interface SplitPath {
  readonly path: string;
  readonly name?: string;
  readonly wrong?: string;
}

/** Where the name of an archive ends, by its usual endings. */
const ending = /\.(?:tar|tgz|tzst|tar\.(?:gz|gzip|zst|zstd))(?=:|$)/gi;

/**
 * Tell an archive's path from the tag or whole reference after it, both of which may hold colons and slashes.
 *
 * A path that has one of the usual endings ends there. Any other ends, as for skopeo, at the first colon with
 * something after it that names an image, if it is a tag or has one: `/srv/12:30/web` is a path.
 * The colon of a Windows drive is none of these.
 */
export function splitArchivePath(text: string): SplitPath {
  return refuseDetour(cutAtEnding(text));
}

function cutAtEnding(text: string): SplitPath {
  const ends = [...text.matchAll(ending)].map(({ 0: { length }, index }) => index + length);
  for (const end of ends) {
    if (end === text.length) return { path: text };
    if (end < firstOfName(text)) continue;
    if (isTag(text.slice(end + 1)) || isReference(text.slice(end + 1))) return cut(text, end);
  }
  const colon = colonBeforeName(text);
  if (colon >= 0) return cut(text, colon);
  const last = ends[0] ?? text.lastIndexOf(":");
  const name = text.slice(last + 1);
  if (last < drive(text) || (ends.length === 0 && /[/\\]/.test(name))) return { path: text };
  return { path: text.slice(0, last), wrong: explainName(name) };
}

/**
 * Tell a layout's folder from the tag or whole reference after it: `/images:localhost/acme/app:1.0`.
 *
 * The folder ends as an archive without one of the usual endings does.
 */
export function splitLayoutPath(text: string): SplitPath {
  const colon = colonBeforeName(text);
  if (colon >= 0) return refuseDetour(cut(text, colon));
  const last = text.lastIndexOf(":");
  const name = text.slice(last + 1);
  if (last < drive(text) || /[/\\]/.test(name)) return refuseDetour({ path: text });
  return {
    path: text.slice(0, last),
    wrong: `${explainName(name)} If the colon belongs to the folder's name, end it with a slash.`,
  };
}

/**
 * A name of an image that was taken for a part of the path must not lead to another file or folder:
 * `/images:../../other:1`.
 */
function refuseDetour(found: SplitPath): SplitPath {
  const first = found.path.indexOf(":", drive(found.path));
  if (
    first < 0 ||
    !found.path
      .slice(first + 1)
      .split(/[/\\]/)
      .includes("..")
  )
    return found;
  const wrong = 'After a colon, a path has no "..". Name the image by its digest: @sha256:…';
  return { path: found.path.slice(0, first), wrong };
}

/** The first colon with a tag after it, or a reference that has one; -1 where there is none. */
function colonBeforeName(text: string): number {
  for (let colon = text.indexOf(":", firstOfName(text)); colon >= 0;) {
    const rest = text.slice(colon + 1);
    if (isTag(rest) || (isReference(rest) && /:[^/]*$/.test(rest) && !isTime(rest))) return colon;
    colon = text.indexOf(":", colon + 1);
  }
  return -1;
}

/** Whether it goes on like a time, which is what most folders with a colon are named after: `12:30/web:1`. */
function isTime(rest: string): boolean {
  return /^\d{2}(?::\d{2})?[/\\]/.test(rest);
}

/** Where the name can begin at the earliest: what is longer is none, so nothing before is tried. */
function firstOfName(text: string): number {
  return Math.max(drive(text), text.length - longestReference - 1);
}

/** How many characters a Windows drive takes. */
function drive(text: string): number {
  return /^[A-Za-z]:[/\\]/.test(text) ? 2 : 0;
}

function cut(text: string, at: number): { readonly path: string; readonly name: string } {
  return { path: text.slice(0, at), name: text.slice(at + 1) };
}

function explainName(name: string): string {
  return `${explainTag(name)} A whole reference such as alpine:3.20 may stand there, too.`;
}

function isTag(text: string): boolean {
  return text.length <= 128 && /^\w[\w.-]*$/.test(text);
}

/** Whether it is a reference without a digest, which has its own place. */
function isReference(text: string): boolean {
  if (text.includes("@")) return false;
  try {
    parseReference(text);
    return true;
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}
