import { EngineError } from "../../engine/errors.ts";
import { familiarReference, parseReference } from "../../engine/oci/reference.ts";

/** How a link starts. Packages register this scheme (build/electron-builder.yml). */
export const linkScheme = "manifestry:";

/** In characters: the longest reference, each character percent-encoded. */
const maxLength = 3 * 1024;

/** A user with a password, percent-encoded or not. Not a tag before a digest, which follows an @ too. */
const login =
  /^(manifestry:(?:\/\/)?(?:\w+:\/\/)?)[^/@]*(?::|%3A)[^/@]*?(?:@|%40)(?!sha\d+(?::|%3A))/i;

/**
 * Returns the reference in a link: `manifestry:ghcr.io/acme/app:1.4`, also with `//` after the scheme, percent-encoded or
 * not. A link comes from any web page, so it names an image in a registry and nothing else: no file, no command, no option.
 * @throws EngineError `input_invalid`
 */
export function parseLink(link: string): string {
  if (link.length > maxLength || !link.toLowerCase().startsWith(linkScheme)) {
    throw rejected(link);
  }
  try {
    const text = decodeURIComponent(link.slice(linkScheme.length).replace(/^\/\//, ""));
    // Browsers add a slash to a host alone.
    return familiarReference(parseReference(text.replace(/\/$/, "")));
  } catch {
    throw rejected(link);
  }
}

function rejected(link: string): EngineError {
  const shown = link.slice(0, maxLength).replace(login, "$1REDACTED@");
  const start = shown.length > 80 ? `${shown.slice(0, 80)}…` : shown;
  return new EngineError("input_invalid", `${JSON.stringify(start)} is not a link to an image.`, {
    hint: "A link has the form manifestry:ghcr.io/acme/app:1.4.",
  });
}
