import { EngineError } from "../failure.ts";
import { parseReference } from "./reference.ts";
import { explainTag } from "./referenceHint.ts";

/** Where the name of an archive ends, by its usual endings. */
const ending = /\.(?:tar|tgz|tzst|tar\.(?:gz|gzip|zst|zstd))(?=:|$)/gi;

/**
 * Tell an archive's path from the tag or whole reference after it, both of which may hold colons and slashes.
 *
 * A path that has one of the usual endings ends there. Any other ends, as for skopeo, at the first colon with
 * something after it that names an image, if it is a tag or has one: `/srv/12:30/web` is a path.
 * The colon of a Windows drive is none of these.
 *
 * @returns the path and the name; or why what stands after the path is no name
 */
export function cutArchiveName(text: string): {
  readonly path: string;
  readonly name?: string;
  readonly wrong?: string;
} {
  const drive = /^[A-Za-z]:[/\\]/.test(text) ? 2 : 0;
  const ends = [...text.matchAll(ending)].map(({ 0: { length }, index }) => index + length);
  for (const end of ends) {
    if (end === text.length) return { path: text };
    if (isTag(text.slice(end + 1)) || isReference(text.slice(end + 1))) return cut(text, end);
  }
  for (let colon = nextColon(text, drive); colon >= 0; colon = nextColon(text, colon + 1)) {
    const rest = text.slice(colon + 1);
    if (isTag(rest) || (isReference(rest) && /:[^/]*$/.test(rest))) return cut(text, colon);
  }
  const last = ends[0] ?? text.lastIndexOf(":");
  const name = text.slice(last + 1);
  if (last < drive || (ends.length === 0 && /[/\\]/.test(name))) return { path: text };
  return {
    path: text.slice(0, last),
    wrong: `${explainTag(name)} A whole reference such as alpine:3.20 may stand there, too.`,
  };
}

function nextColon(text: string, from: number): number {
  return text.indexOf(":", from);
}

function cut(text: string, at: number): { readonly path: string; readonly name: string } {
  return { path: text.slice(0, at), name: text.slice(at + 1) };
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
