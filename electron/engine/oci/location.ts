import { EngineError } from "../errors.ts";
import { isDigest, parseDigest } from "./digest.ts";
import { formatReference, parseReference, repositoryName, withDefaultTag } from "./reference.ts";
import { splitArchivePath, splitLayoutPath, type SplitPath } from "./splitPath.ts";
import type { Reference } from "./reference.ts";

/** The format in an archive's prefix: an OCI image layout in a tar file, or the output of `docker save`. */
export type ArchiveFormat = "oci" | "docker";

/** An image in a registry, or in an OCI image layout or an archive on this computer. */
export type Location =
  | { readonly kind: "registry"; readonly reference: Reference }
  | {
      readonly kind: "layout";
      readonly path: string;
      /** A tag or a full reference: `3.20`, `localhost/acme/app:3.20`. */
      readonly tag?: string;
      readonly digest?: string;
      /** The tag was defaulted: if the layout lacks it but has a single image, that image is meant. */
      readonly implied?: true;
    }
  | {
      readonly kind: "archive";
      readonly format: ArchiveFormat;
      readonly path: string;
      /** A tag or a full reference: `3.20`, `alpine:3.20`. */
      readonly tag?: string;
      readonly digest?: string;
      /** The tag was defaulted: if the archive lacks it but has a single image, that image is meant. */
      readonly implied?: true;
    };

const layoutPrefix = "oci-layout://";
const archivePrefix = /^(oci|docker)-archive:(?:\/\/)?/;

/** Maximum characters of a path on Windows, which allows the longest. */
const maxPathLength = 32_767;

/**
 * Parses a location. References and `oci-layout://PATH[:TAG][@DIGEST]` are as in `docker buildx imagetools`; archives,
 * `oci-archive:PATH[:REFERENCE]` and `docker-archive:PATH[:REFERENCE]`, as in skopeo, and may also have `//` after the
 * colon and a digest. A location without tag and digest gets the tag `latest`.
 *
 * Unlike in buildx, tags of a layout may be full references, as podman, skopeo and crane write them, and a digest that
 * is too short is an error, not a tag.
 * @throws EngineError `reference_invalid`
 */
export function parseLocation(text: string): Location {
  if (text.startsWith(layoutPrefix)) {
    return parseLayout(text.slice(layoutPrefix.length));
  }
  const [prefix, format] = archivePrefix.exec(text) ?? [];
  if (prefix !== undefined) {
    return parseArchive(text.slice(prefix.length), format as ArchiveFormat);
  }
  return { kind: "registry", reference: withDefaultTag(parseReference(text)) };
}

function parseLayout(text: string): Location {
  const what = "image layout";
  const { rest, digest } = cutDigest(text, what);
  const split = checkName(splitLayoutPath(rest), what);
  const path = withoutTrailingSlash(split.path);
  checkPath(path, what, `Write the folder of the image layout after ${layoutPrefix}.`);
  return { kind: "layout", path, ...selectBy(split.name, digest) };
}

function parseArchive(text: string, format: ArchiveFormat): Location {
  const what = "archive";
  const { rest, digest } = cutDigest(text, what);
  const { path, name: tag } = checkName(splitArchivePath(rest), what);
  checkPath(path, what, `Write the path of the archive after ${format}-archive://.`);
  return { kind: "archive", format, path, ...selectBy(tag, digest) };
}

function selectBy(
  tag: string | undefined,
  digest: string | undefined,
): { readonly tag?: string; readonly digest?: string; readonly implied?: true } {
  if (tag === undefined && digest === undefined) {
    return { tag: "latest", implied: true };
  }
  return { ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

function checkName(split: SplitPath, what: string): SplitPath {
  if (split.problem === undefined) {
    return split;
  }
  throw invalid(what, "invalid tag format", split.problem);
}

/** Removes the trailing slash that separates a folder's name from a tag: `/a:b/c/:1`. */
function withoutTrailingSlash(path: string): string {
  const isDrive = /^[A-Za-z]:[/\\]$/.test(path);
  return !isDrive && /[^/\\][/\\]$/.test(path) ? path.slice(0, -1) : path;
}

function checkPath(path: string, what: string, empty: string): void {
  if (path === "") {
    throw invalid(what, what === "archive" ? "no file given" : "no folder given", empty);
  }
  if (path.includes("\0")) {
    throw invalid(what, "not a path", "The path contains an invisible character.");
  }
  if (path.length > maxPathLength) {
    throw invalid(what, "path too long", `The path has ${path.length} characters.`);
  }
}

/** Formats a location as text that `parseLocation` accepts. */
export function formatLocation(location: Location): string {
  if (location.kind === "registry") {
    return formatReference(location.reference);
  }
  const { tag, digest } = location;
  const name =
    (tag === undefined || isImplied(location) ? "" : `:${tag}`) +
    (digest === undefined ? "" : `@${digest}`);
  return locationRepository(location) + (needsSlash(location, name) ? "/" : "") + name;
}

/** Reports whether part of a layout's path would be parsed as part of the name after it. */
function needsSlash(location: Location, name: string): boolean {
  if (location.kind !== "layout") {
    return false;
  }
  const { path } = location;
  return splitLayoutPath(path + name.replace(/@.*$/, "")).path !== path;
}

/** Reports whether the tag was defaulted, so that the only image of a layout or an archive is meant. */
export function isImplied(location: Location): boolean {
  return location.kind !== "registry" && location.implied === true;
}

/**
 * Parses the result of `locationRepository`. A colon in a path does not start a tag.
 * @returns a location with the tag `latest`
 * @throws EngineError `reference_invalid`
 */
export function parseRepository(name: string): Location {
  if (name.startsWith(layoutPrefix)) {
    const path = name.slice(layoutPrefix.length);
    checkPath(path, "image layout", "Write its path.");
    return { kind: "layout", path, tag: "latest" };
  }
  const [prefix, format] = archivePrefix.exec(name) ?? [];
  if (prefix === undefined) {
    return parseLocation(`${name}:latest`);
  }
  const path = name.slice(prefix.length);
  checkPath(path, "archive", "Write its path.");
  return { kind: "archive", format: format as ArchiveFormat, path, tag: "latest" };
}

/** Formats a location without tag and digest: `domain/path`, `oci-layout://PATH`, `oci-archive://PATH`. */
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
  // A folder's name may contain an @: only text with the form of a digest is one.
  if (
    at < 0 ||
    !/^(?:sha256|sha384|sha512):|^[A-Za-z][A-Za-z0-9+._-]{0,63}:[0-9a-fA-F]{32,512}$/.test(after)
  ) {
    return { rest: text };
  }
  try {
    parseDigest(after);
  } catch (error) {
    if (!(error instanceof EngineError)) {
      throw error;
    }
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

/** Parses a location that was typed on its own, so that a digest needs its repository. @throws EngineError `no_repository` for a bare digest */
export function parseTypedLocation(text: string): Location {
  const reference = text.trim();
  if (isDigest(reference)) {
    throw new EngineError("no_repository", "A digest alone does not say where it is.", {
      hint: `Write its repository before it: REPOSITORY@${reference}`,
    });
  }
  return parseLocation(reference);
}
