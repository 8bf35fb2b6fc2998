import { EngineError } from "../failure.ts";
import { parseDigest } from "./digest.ts";
import { formatReference, parseReference, repositoryName, withDefaultTag } from "./reference.ts";
import type { Reference } from "./reference.ts";
import { explainTag } from "./referenceHint.ts";

/** Where an image is: in a registry, or in an OCI image layout on this computer. */
export type Location =
  | { readonly kind: "registry"; readonly reference: Reference }
  | {
      readonly kind: "layout";
      readonly path: string;
      readonly tag?: string;
      readonly digest?: string;
    };

const layoutPrefix = "oci-layout://";

/** The longest path that Windows knows, and more than any other system does. */
const longestPath = 32_767;

/**
 * Read a location as `docker buildx imagetools` does: a reference, or `oci-layout://PATH[:TAG][@DIGEST]`.
 * Either gets the tag `latest` where it has neither tag nor digest.
 * Stricter than buildx in two places, where it takes a mistake for something else: a colon inside a folder's
 * name never begins a tag with slashes in it, and a digest that is too short is an error, not a tag.
 * @throws EngineError "reference_invalid"
 */
export function parseLocation(text: string): Location {
  if (!text.startsWith(layoutPrefix)) {
    return { kind: "registry", reference: withDefaultTag(parseReference(text)) };
  }
  const { rest, digest } = cutDigest(text.slice(layoutPrefix.length));
  const { path, tag } = cutTag(rest);
  if (path === "")
    throw invalid("no folder given", `Write the folder of the image layout after ${layoutPrefix}.`);
  if (path.includes("\0"))
    throw invalid("not a path", "The path has an invisible character in it.");
  if (path.length > longestPath)
    throw invalid("path too long", `The path has ${path.length} characters.`);
  if (digest !== undefined)
    return { kind: "layout", path, ...(tag === undefined ? {} : { tag }), digest };
  return { kind: "layout", path, tag: tag ?? "latest" };
}

/** The location as text that `parseLocation` reads back. */
export function formatLocation(location: Location): string {
  if (location.kind === "registry") return formatReference(location.reference);
  const tag = location.tag === undefined ? "" : `:${location.tag}`;
  const digest = location.digest === undefined ? "" : `@${location.digest}`;
  return locationRepository(location) + tag + digest;
}

/** What holds the image, without tag and digest: `domain/path`, or `oci-layout://PATH`. */
export function locationRepository(location: Location): string {
  return location.kind === "registry"
    ? repositoryName(location.reference)
    : layoutPrefix + location.path;
}

function cutDigest(text: string): { rest: string; digest?: string } {
  const at = text.lastIndexOf("@");
  const after = text.slice(at + 1);
  // An @ in a folder's name is no digest's: only what is shaped like one counts.
  if (
    at < 0 ||
    !/^(?:sha256|sha384|sha512):|^[A-Za-z][A-Za-z0-9+._-]{0,63}:[0-9a-fA-F]{32,512}$/.test(after)
  )
    return { rest: text };
  try {
    parseDigest(after);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw invalid(
      error.message,
      `The digest of the image layout is wrong. ${error.hint ?? ""}`.trimEnd(),
    );
  }
  return { rest: text.slice(0, at), digest: after };
}

function cutTag(text: string): { path: string; tag?: string } {
  const colon = text.lastIndexOf(":");
  if (colon < 0 || (/^[A-Za-z]:[/\\]/.test(text) && colon === 1)) return { path: text };
  const after = text.slice(colon + 1);
  if (/[/\\]/.test(after)) return { path: text };
  if (after.length <= 128 && /^\w[\w.-]*$/.test(after))
    return { path: text.slice(0, colon), tag: after };
  throw invalid(
    "invalid tag format",
    `${explainTag(after)} If the colon belongs to the folder's name, add a tag after it, such as :latest.`,
  );
}

function invalid(message: string, hint: string): EngineError {
  return new EngineError("reference_invalid", `invalid image layout: ${message}`, { hint });
}
