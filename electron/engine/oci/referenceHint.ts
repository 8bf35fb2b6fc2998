/** Hints for references that cannot be parsed: which part is wrong, and how to write it. */

import type { Choice } from "../../../shared/errors.ts";

/** Explains how to write the path of a layout or an archive. */
export function explainPath(path: string): string {
  const shown = clip(path);
  if (!isAbsolute(path)) {
    return "This is a relative path. Write the full path, such as oci-layout:///home/me/images.";
  }
  return isArchivePath(path)
    ? `This is a file. Write oci-archive://${shown}, or docker-archive://${shown} if docker save wrote it.`
    : `This is a path. Write oci-layout://${shown} for an image layout; for an archive, put oci-archive:// or docker-archive:// before it.`;
}

/** Returns the location that an absolute path most likely means, to be used in its place; none for other paths. */
export function suggestLocation(path: string): readonly Choice[] {
  if (!isAbsolute(path)) {
    return [];
  }
  const text = `${isArchivePath(path) ? "oci-archive" : "oci-layout"}://${path}`;
  return [{ text, title: text }];
}

function isAbsolute(path: string): boolean {
  return /^(?:[/\\]|[A-Za-z]:[/\\])/.test(path);
}

function isArchivePath(path: string): boolean {
  return /\.(?:tar|tgz|tzst|tar\.\w+)(?::|$)/i.test(path);
}

/** Explains why text is not a valid domain. @param whole the reference that starts with it */
export function explainDomain(domain: string, whole: string): string {
  if (/^(?:https?|docker):$/i.test(domain)) {
    return `A reference has no scheme: remove ${domain}//.`;
  }
  const shown = quote(domain);
  const port = /:([^:\]]*)$/.exec(domain)?.[1];
  if (port === "") {
    return `The registry ${shown} ends with a colon: add the port, or remove the colon.`;
  }
  if (port !== undefined && !/^[0-9]+$/.test(port)) {
    const first = whole.slice(0, whole.indexOf("/"));
    const name = clip(first.slice(0, first.indexOf(":")));
    return `The registry ${shown} has an invalid port, ${quote(port)}. A tag goes at the end and has no slash: ${name}/…:tag.`;
  }
  if (domain.startsWith("[")) {
    return `The registry ${shown} is not an IPv6 address in brackets. Write it as [2001:db8::1]:5000, without a zone and without an IPv4 part.`;
  }
  const invalid = /[^a-zA-Z0-9.:-]/u.exec(domain)?.[0];
  if (invalid !== undefined) {
    return `The registry ${shown} contains ${describeCharacter(invalid)}. A domain consists of letters, digits, dots and hyphens.`;
  }
  if (domain.split(":").length > 2) {
    return `The registry ${shown} has more than one colon. Write an IPv6 address in brackets.`;
  }
  if (/(?:^|\.)-|-(?:\.|:|$)/.test(domain)) {
    return `A part of the registry ${shown} begins or ends with a hyphen.`;
  }
  if (/^\.|\.\.|\.(?::|$)/.test(domain)) {
    return `The registry ${shown} has an empty part: two dots in a row, or a dot at its beginning or end.`;
  }
  return `The registry ${shown} is not a domain such as registry.example.com or localhost:5000.`;
}

/** Explains why text is not a valid repository path; undefined if it is. */
export function explainName(path: string): string | undefined {
  for (const component of path.split("/")) {
    const why = explainComponent(component);
    if (why !== undefined) {
      return `${why} A path consists of lower-case letters and digits, separated by single dots, one or two underscores, or hyphens.`;
    }
  }
  return undefined;
}

function explainComponent(component: string): string | undefined {
  if (component === "") {
    return "A component of the repository path is empty: before, after or between slashes.";
  }
  const shown = quote(component);
  const invalid = /[^a-zA-Z0-9._-]/u.exec(component)?.[0];
  if (invalid !== undefined) {
    return `The path component ${shown} contains ${describeCharacter(invalid)}.`;
  }
  if (/[A-Z]/.test(component)) {
    return `The path component ${shown} has capital letters. Write ${quote(component.toLowerCase())}.`;
  }
  if (/^[._-]/.test(component)) {
    return `The path component ${shown} begins with ${quote(component.charAt(0))}.`;
  }
  if (/[._-]$/.test(component)) {
    return `The path component ${shown} ends with ${quote(component.slice(-1))}.`;
  }
  // Two underscores, and any number of hyphens, count as one separator.
  const separators = component.replaceAll(/(?<!_)__(?!_)|-+/g, (run) => (run === "__" ? "_" : "-"));
  if (/___|[._-]{2}/.test(separators)) {
    return `The path component ${shown} has an invalid sequence of separators.`;
  }
  return undefined;
}

/** Explains why text is not a valid tag. */
export function explainTag(tag: string): string {
  const rule =
    "A tag has 1 to 128 letters, digits, underscores, dots and hyphens, and does not begin with a dot or a hyphen.";
  if (tag === "") {
    return `The tag after the colon is empty. ${rule}`;
  }
  const invalid = /[^a-zA-Z0-9_.-]/u.exec(tag)?.[0];
  if (invalid !== undefined) {
    return `The tag ${quote(tag)} contains ${describeCharacter(invalid)}. ${rule}`;
  }
  if (tag.length > 128) {
    return `The tag has ${tag.length} characters. ${rule}`;
  }
  return `The tag ${quote(tag)} begins with ${quote(tag.charAt(0))}. ${rule}`;
}

/** Explains why the text after the @ is not a valid digest. */
export function explainDigest(digest: string): string {
  const rule = "A digest looks like sha256: and 64 hexadecimal digits.";
  if (digest === "") {
    return `The digest after the @ is empty. ${rule}`;
  }
  if (digest.includes("@")) {
    return `The reference has more than one @. ${rule}`;
  }
  if (!digest.includes(":")) {
    return `The digest ${quote(digest)} has no algorithm. ${rule}`;
  }
  return `The digest ${quote(digest)} is malformed or too short. ${rule}`;
}

function describeCharacter(character: string): string {
  if (/^\s$/u.test(character)) {
    return character === " " ? "a space" : "white space";
  }
  return /^[\p{Cc}\p{Cf}\p{Cs}]$/u.test(character) ? "an invisible character" : quote(character);
}

function quote(text: string): string {
  return JSON.stringify(clip(text));
}

function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
