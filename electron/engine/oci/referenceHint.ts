/** Sentences for a reference that could not be read: which part is wrong, and what would be right. */

/** What to write for something on this computer. */
export function explainPath(path: string): string {
  const shown = clip(path);
  return /\.(?:tar|tgz|tzst|tar\.\w+)(?::|$)/i.test(path)
    ? `This is a file: write oci-archive://${shown}, or docker-archive://${shown} where docker save wrote it.`
    : `This is a path: write oci-layout://${shown} for the folder of an image layout, oci-archive:// or docker-archive:// before it for an archive.`;
}

/** Why the text cannot be a registry's domain. `whole` is the reference that it begins. */
export function explainDomain(domain: string, whole: string): string {
  if (/^(?:https?|docker):$/i.test(domain))
    return `A reference has no scheme: leave out ${domain}//.`;
  const shown = JSON.stringify(clip(domain));
  const port = /:([^:\]]*)$/.exec(domain)?.[1];
  if (port !== undefined && !/^[0-9]+$/.test(port)) {
    const first = whole.slice(0, whole.indexOf("/"));
    return port === ""
      ? `The registry ${shown} ends in a colon: give the port, or leave out the colon.`
      : `In the registry ${shown}, ${JSON.stringify(clip(port))} is no port. If it is meant as a tag, it goes to the end, and a tag has no slash: ${clip(first.slice(0, first.indexOf(":")))}/…:tag.`;
  }
  if (domain.startsWith("[")) {
    return `The registry ${shown} is no IPv6 address in brackets; write it like [2001:db8::1]:5000, without a zone and without an IPv4 part.`;
  }
  const stray = /[^a-zA-Z0-9.:-]/u.exec(domain)?.[0];
  if (stray !== undefined) {
    return `The registry ${shown} has ${character(stray)} in it; a domain is made of letters, digits, dots and hyphens.`;
  }
  if (domain.split(":").length > 2)
    return `The registry ${shown} has more than one colon; an IPv6 address goes in brackets.`;
  if (/(?:^|\.)-|-(?:\.|:|$)/.test(domain))
    return `A part of the registry ${shown} begins or ends with a hyphen.`;
  if (/^\.|\.\.|\.(?::|$)/.test(domain))
    return `The registry ${shown} has an empty part: two dots, or a dot at its beginning or end.`;
  return `The registry ${shown} is no domain; it would look like registry.example.com or localhost:5000.`;
}

/** Why the text cannot be a repository's path, or undefined where it can. */
export function explainName(path: string): string | undefined {
  for (const component of path.split("/")) {
    const why = explainComponent(component);
    if (why !== undefined)
      return `${why} A path is made of lower-case letters and digits, joined by single dots, one or two underscores, or hyphens.`;
  }
  return undefined;
}

function explainComponent(component: string): string | undefined {
  if (component === "")
    return "A part of the repository path is empty: there is nothing before, after or between slashes.";
  const shown = JSON.stringify(clip(component));
  const stray = /[^a-zA-Z0-9._-]/u.exec(component)?.[0];
  if (stray !== undefined) return `The path component ${shown} has ${character(stray)} in it.`;
  if (/[A-Z]/.test(component))
    return `The path component ${shown} has capital letters; ${JSON.stringify(clip(component.toLowerCase()))} would be right.`;
  if (/^[._-]/.test(component))
    return `The path component ${shown} begins with ${character(component.charAt(0))}.`;
  if (/[._-]$/.test(component))
    return `The path component ${shown} ends with ${character(component.slice(-1))}.`;
  if (
    /___|[._-]{2}/.test(
      component.replaceAll(/(?<!_)__(?!_)|-+/g, (run) => (run === "__" ? "_" : "-")),
    )
  ) {
    return `The path component ${shown} has separators in a row that do not go together.`;
  }
  return undefined;
}

/** Why the text cannot be a tag. */
export function explainTag(tag: string): string {
  const shape =
    "A tag has 1 to 128 letters, digits, underscores, dots and hyphens, and begins with none of the last two.";
  if (tag === "") return `The tag after the colon is empty. ${shape}`;
  const stray = /[^a-zA-Z0-9_.-]/u.exec(tag)?.[0];
  if (stray !== undefined)
    return `The tag ${JSON.stringify(clip(tag))} has ${character(stray)} in it. ${shape}`;
  if (tag.length > 128) return `The tag has ${tag.length} characters. ${shape}`;
  return `The tag ${JSON.stringify(clip(tag))} begins with ${character(tag.charAt(0))}. ${shape}`;
}

/** Why the text after the @ cannot be a digest. */
export function explainDigest(digest: string): string {
  const shape = "A digest looks like sha256: and 64 hexadecimal digits.";
  if (digest === "") return `The digest after the @ is empty. ${shape}`;
  if (digest.includes("@")) return `There is more than one @. ${shape}`;
  if (!digest.includes(":"))
    return `The digest ${JSON.stringify(clip(digest))} has no algorithm. ${shape}`;
  return `The digest ${JSON.stringify(clip(digest))} is malformed or too short. ${shape}`;
}

function character(stray: string): string {
  if (/^\s$/u.test(stray)) return stray === " " ? "a space" : "white space";
  return /^[\p{Cc}\p{Cf}\p{Cs}]$/u.test(stray) ? "an invisible character" : JSON.stringify(stray);
}

function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
