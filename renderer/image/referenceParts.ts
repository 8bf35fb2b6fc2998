import { shortenMiddle } from "../ui/format.ts";
import { shortDigest } from "./shortDigest.ts";

/** A reference, with its digest shortened. */
export interface ReferenceParts {
  /** Its host and path. */
  readonly head: string;
  /** Its name with tag and digest, whole. */
  readonly tail: string;
  /** The tail, shortened if it is long. */
  readonly shortTail: string;
}

/** The longest name with its tag that is shown whole. */
const maxTailLength = 48;

/** The shortest name to leave of a name that is shortened for its tag. */
const minNameLength = 6;

/** Returns the position after the last slash outside the digest, where the most specific part of a reference starts. */
function tailStart(text: string): number {
  const at = text.indexOf("@");
  return Math.max(text.lastIndexOf("/", at < 0 ? undefined : at), text.lastIndexOf("\\", at)) + 1;
}

/** Shortens a name with its tag in the name, since the tag tells references apart. Only a longer tag is shortened too. */
function shortenTail(tail: string): string {
  const tagStart = tail.lastIndexOf(":");
  const nameLength = maxTailLength - (tail.length - tagStart);
  return tagStart < 0 || nameLength < minNameLength
    ? shortenMiddle(tail, maxTailLength)
    : shortenMiddle(tail.slice(0, tagStart), nameLength) + tail.slice(tagStart);
}

/** Splits a reference for display. */
export function referenceParts(text: string): ReferenceParts {
  // Not a tag of hexadecimal digits, such as the id of a commit.
  const short = text.replace(/(?<=^|@)sha\d{3}:[0-9a-f]{64,}/, (digest) => shortDigest(digest));
  const start = tailStart(short);
  const tail = short.slice(start);
  return { head: short.slice(0, start), tail, shortTail: shortenTail(tail) };
}

/**
 * Returns a reference for an accessible name. WCAG 2.5.3: the name contains the text that is shown, for voice control;
 * the whole reference follows where that is shortened.
 */
export function spokenReference(text: string): string {
  const { head, shortTail } = referenceParts(text);
  const shown = head + shortTail;
  return shown === text ? text : `${shown}, ${text}`;
}
