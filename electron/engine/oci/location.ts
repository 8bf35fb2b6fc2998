import { EngineError } from "../errors.ts";
import { parseDigest } from "./digest.ts";
import { formatReference, parseReference, repositoryName, withDefaultTag } from "./reference.ts";
import { splitArchivePath, splitLayoutPath, type SplitPath } from "./splitPath.ts";
import type { Reference } from "./reference.ts";

/** How an archive is asked for: as an OCI image layout in a tar file, or as what `docker save` writes. */
export type ArchiveFormat = "oci" | "docker";

/** Where an image is: in a registry, or in an OCI image layout or an archive on this computer. */
export type Location =
  | { readonly kind: "registry"; readonly reference: Reference }
  | {
      readonly kind: "layout";
      readonly path: string;
      /** A tag, or a whole reference: `3.20`, `localhost/acme/app:3.20`. */
      readonly tag?: string;
      readonly digest?: string;
      /** The tag was defaulted: a layout without it, but with a single image, means that image. */
      readonly implied?: true;
    }
  | {
      readonly kind: "archive";
      readonly format: ArchiveFormat;
      readonly path: string;
      /** A tag, or a whole reference: `3.20`, `alpine:3.20`. */
      readonly tag?: string;
      readonly digest?: string;
      /** The tag was defaulted: an archive without it, but with a single image, means that image. */
      readonly implied?: true;
    };

const layoutPrefix = "oci-layout://";
const archivePrefix = /^(oci|docker)-archive:(?:\/\/)?/;

/** The longest path that Windows knows, and more than any other system does. */
const longestPath = 32_767;

/**
 * Read a location as `docker buildx imagetools` does: a reference, or `oci-layout://PATH[:TAG][@DIGEST]`; or an
 * archive as skopeo does, `oci-archive:PATH[:REFERENCE]` and `docker-archive:PATH[:REFERENCE]`, here with the
 * slashes of the others and a digest, too.
 * Each gets the tag `latest` where it has neither tag nor digest.
 * Unlike buildx, a layout may have whole references for tags, as podman, skopeo and crane write them; and a digest
 * that is too short is an error, not a tag.
 * @throws EngineError "reference_invalid"
 */
export function parseLocation(text: string): Location {
  if (text.startsWith(layoutPrefix)) return parseLayout(text.slice(layoutPrefix.length));
  const [prefix, format] = archivePrefix.exec(text) ?? [];
  if (prefix !== undefined) return parseArchive(text.slice(prefix.length), format as ArchiveFormat);
  return { kind: "registry", reference: withDefaultTag(parseReference(text)) };
}

function parseLayout(text: string): Location {
  const what = "image layout";
  const { rest, digest } = cutDigest(text, what);
  const cut = checkName(splitLayoutPath(rest), what);
  const { name: tag } = cut;
  const path = withoutEndingSlash(cut.path);
  checkPath(path, what, `Write the folder of the image layout after ${layoutPrefix}.`);
  return { kind: "layout", path, ...namedBy(tag, digest) };
}

function parseArchive(text: string, format: ArchiveFormat): Location {
  const what = "archive";
  const { rest, digest } = cutDigest(text, what);
  const { path, name: tag } = checkName(splitArchivePath(rest), what);
  checkPath(path, what, `Write the path of the archive after ${format}-archive://.`);
  return { kind: "archive", format, path, ...namedBy(tag, digest) };
}

function namedBy(
  tag: string | undefined,
  digest: string | undefined,
): { readonly tag?: string; readonly digest?: string; readonly implied?: true } {
  if (tag === undefined && digest === undefined) return { tag: "latest", implied: true };
  return { ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

function checkName(cut: SplitPath, what: string): SplitPath {
  if (cut.wrong === undefined) return cut;
  throw invalid(what, "invalid tag format", cut.wrong);
}

/** A slash at the end of a folder means nothing, but that the folder's name ends there: `/a:b/c/:1`. */
function withoutEndingSlash(path: string): string {
  const isDrive = /^[A-Za-z]:[/\\]$/.test(path);
  return !isDrive && /[^/\\][/\\]$/.test(path) ? path.slice(0, -1) : path;
}

function checkPath(path: string, what: string, empty: string): void {
  if (path === "")
    throw invalid(what, what === "archive" ? "no file given" : "no folder given", empty);
  if (path.includes("\0"))
    throw invalid(what, "not a path", "The path has an invisible character in it.");
  if (path.length > longestPath)
    throw invalid(what, "path too long", `The path has ${path.length} characters.`);
}

/** The location as text that `parseLocation` reads back. */
export function formatLocation(location: Location): string {
  if (location.kind === "registry") return formatReference(location.reference);
  const { tag, digest } = location;
  const name =
    (tag === undefined || isImplied(location) ? "" : `:${tag}`) +
    (digest === undefined ? "" : `@${digest}`);
  return locationRepository(location) + (needsSlash(location, name) ? "/" : "") + name;
}

/** Whether a part of a layout's path would be taken for the beginning of the name after it. */
function needsSlash(location: Location, name: string): boolean {
  if (location.kind !== "layout") return false;
  const { path } = location;
  return splitLayoutPath(path + name.replace(/@.*$/, "")).path !== path;
}

/** Whether the only image of a layout or an archive will do, whatever its tag. */
export function isImplied(location: Location): boolean {
  return location.kind !== "registry" && location.implied === true;
}

/**
 * Read what `locationRepository` wrote: nothing in a path is taken for a tag.
 * @returns the repository, with the tag `latest`
 * @throws EngineError "reference_invalid"
 */
export function parseRepository(name: string): Location {
  const [prefix, format] = archivePrefix.exec(name) ?? [];
  if (prefix === undefined && !name.startsWith(layoutPrefix))
    return parseLocation(`${name}:latest`);
  const path = name.slice((prefix ?? layoutPrefix).length);
  checkPath(path, prefix === undefined ? "image layout" : "archive", "Write its path.");
  if (prefix === undefined) return { kind: "layout", path, tag: "latest" };
  return { kind: "archive", format: format as ArchiveFormat, path, tag: "latest" };
}

/** What holds the image, without tag and digest: `domain/path`, `oci-layout://PATH`, `oci-archive://PATH`. */
export function locationRepository(location: Location): string {
  switch (location.kind) {
    case "registry":
      return repositoryName(location.reference);
    case "layout":
      return layoutPrefix + location.path;
    case "archive":
      return `${location.format}-archive://${location.path}`;
  }
}

function cutDigest(text: string, what: string): { rest: string; digest?: string } {
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
      what,
      error.message,
      `The digest of the ${what} is wrong. ${error.hint ?? ""}`.trimEnd(),
    );
  }
  return { rest: text.slice(0, at), digest: after };
}

function invalid(what: string, message: string, hint: string): EngineError {
  return new EngineError("reference_invalid", `invalid ${what}: ${message}`, { hint });
}
