import { explainTyped } from "../../../shared/paste/explainTyped.ts";
import { EngineError } from "../errors.ts";
import { parseDigest } from "./digest.ts";
import {
  explainDigest,
  explainDomain,
  explainName,
  explainPath,
  explainTag,
  suggestLocation,
} from "./referenceHint.ts";

/**
 * A reference to an image in a registry, normalized: the domain is always present and the path never abbreviated.
 * Source: grammar and normalization of distribution/reference.
 */
export interface Reference {
  readonly domain: string;
  readonly path: string;
  readonly tag?: string;
  readonly digest?: string;
}

const defaultDomain = "docker.io";
const legacyDefaultDomain = "index.docker.io";
const officialPrefix = "library/";
const defaultTag = "latest";

/** In characters. Checked before any regular expression: JavaScript's backtrack, Go's do not. */
export const maxReferenceLength = 4096;
const maxDomainLength = 262;
const maxPathLength = 255;
const maxDigestLength = 512;

const domainPart = "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)";
const domainExpression = new RegExp(
  `^(?:${domainPart}(?:\\.${domainPart})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`,
);
const componentExpression = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
/** Matches file paths, none of which is a valid reference. */
const filePathExpression = /^(?:\.{0,2}|~)[/\\]|^[A-Za-z]:[/\\]/;
const bareHex = /^[a-f0-9]{64}$/;
const tagExpression = /^\w[\w.-]{0,127}$/;
const digestExpression = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

/**
 * Parses a reference as users type it: `alpine`, `ghcr.io/acme/app:1.2`, `localhost:5000/app@sha256:…`.
 * Adds no tag. A reference may have a tag and a digest.
 * @throws EngineError `reference_invalid`, with distribution's message and a hint that names the wrong part
 */
export function parseReference(text: string): Reference {
  checkForm(text);
  const { domain, remainder } = splitDomain(text);
  checkLowerCase(remainder);
  const { path, tag, digest } = splitRemainder(remainder);
  if (!isDomain(domain)) {
    throw invalid("invalid reference format", explainDomain(domain, text));
  }
  checkPath(path);
  if (tag !== undefined && !tagExpression.test(tag)) {
    throw invalid("invalid reference format", explainTag(tag));
  }
  if (digest !== undefined) {
    checkDigest(digest);
  }
  return {
    domain,
    path,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** Rejects texts that are not references at all. */
function checkForm(text: string): void {
  if (text === "") {
    throw invalid("invalid reference format", "Write a repository, such as ghcr.io/acme/app:1.4.");
  }
  if (text.length > maxReferenceLength) {
    throw invalid(
      `repository name must not be more than ${maxPathLength} characters`,
      `The reference has ${text.length} characters, more than any valid one.`,
    );
  }
  if (filePathExpression.test(text)) {
    throw new EngineError("reference_invalid", "invalid reference format", {
      hint: explainPath(text),
      choices: suggestLocation(text),
    });
  }
  const why = /[\s$]/.test(text) ? explainTyped(text) : undefined;
  if (why !== undefined) {
    throw invalid("invalid reference format", why);
  }
  if (bareHex.test(text)) {
    throw invalid(
      `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`,
      `64 hexadecimal digits look like a digest. Add the repository: repository@sha256:…`,
    );
  }
}

/** Checks the repository and, as distribution does, a digest without a tag before it: up to the first colon. */
function checkLowerCase(remainder: string): void {
  const colon = remainder.indexOf(":");
  const repository = colon < 0 ? remainder : remainder.slice(0, colon);
  if (repository.toLowerCase() !== repository) {
    throw invalid(
      `invalid reference format: repository name (${repository}) must be lowercase`,
      explainName(repository.split("@", 1)[0] ?? repository) ??
        "The algorithm of a digest must be in lower case: sha256:…",
    );
  }
}

/** Splits `path[:tag][@digest]`. */
function splitRemainder(remainder: string): {
  readonly path: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
} {
  const [named, digest] = cut(remainder, "@");
  const [path, tag] = cut(named, ":");
  return { path, tag, digest };
}

/** Cuts text at the first separator, as Go's strings.Cut does. */
function cut(text: string, separator: string): readonly [before: string, after?: string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function checkPath(path: string): void {
  if (path.length > maxPathLength) {
    throw invalid(
      `repository name must not be more than ${maxPathLength} characters`,
      `The path after the registry has ${path.length} characters; at most ${maxPathLength} are allowed.`,
    );
  }
  if (!isPath(path)) {
    throw invalid(
      "invalid reference format",
      explainName(path) ?? "The repository name is not valid.",
    );
  }
}

function checkDigest(digest: string): void {
  if (digest.length > maxDigestLength || !digestExpression.test(digest)) {
    throw invalid("invalid reference format", explainDigest(digest));
  }
  try {
    parseDigest(digest);
  } catch (error) {
    if (!(error instanceof EngineError)) {
      throw error;
    }
    throw invalid(error.message, `The digest is wrong. ${error.hint ?? ""}`.trimEnd());
  }
}

/** Reports whether text is a valid domain: a name, an IPv4 address, or an IPv6 address in brackets; optionally a port. */
export function isDomain(text: string): boolean {
  return text.length <= maxDomainLength && domainExpression.test(text);
}

/** Reports whether text is a valid repository path, or the first components of one: `acme`, `acme/app`. */
export function isPath(text: string): boolean {
  return (
    text.length <= maxPathLength &&
    text.split("/").every((component) => componentExpression.test(component))
  );
}

/** Adds the tag `latest` to a reference without tag and digest, as Docker's tools do. */
export function withDefaultTag(reference: Reference): Reference {
  return reference.tag === undefined && reference.digest === undefined
    ? { ...reference, tag: defaultTag }
    : reference;
}

/** Formats a reference in full: `domain/path[:tag][@digest]`. */
export function formatReference(reference: Reference): string {
  return repositoryName(reference) + suffix(reference);
}

/**
 * Formats a reference as users write it: without `docker.io/`, and without `library/` before a single name.
 * Unlike distribution, uses the full form where the short one means another repository (`docker.io/my.org/app`).
 */
export function familiarReference(reference: Reference): string {
  const { domain, path } = reference;
  if (domain !== defaultDomain) {
    return formatReference(reference);
  }
  const rest = path.startsWith(officialPrefix) ? path.slice(officialPrefix.length) : "/";
  const short = rest.includes("/") ? path : rest;
  const again = splitDomain(short);
  const same = again.domain === domain && again.remainder === path && !bareHex.test(short);
  return same ? short + suffix(reference) : formatReference(reference);
}

/** Returns the repository without tag and digest: `domain/path`. */
export function repositoryName(reference: Reference): string {
  return `${reference.domain}/${reference.path}`;
}

/**
 * Returns the host and port that serve a domain.
 * @throws EngineError `reference_invalid` if the domain is not valid in a URL: a port above 65535, an address such as
 *   127.1 or 0x7f.1 that URL parsers rewrite, or an invalid IPv6 address
 */
export function requestHost(domain: string): string {
  if (domain === defaultDomain) {
    return "registry-1.docker.io";
  }
  const hostname = domain.replace(/:[0-9]+$/, "");
  const parsed = URL.canParse(`https://${domain}/`)
    ? new URL(`https://${domain}/`).hostname
    : undefined;
  // URL parsers compress IPv6 addresses. Names and IPv4 addresses must stay as typed.
  const same = hostname.startsWith("[")
    ? parsed?.startsWith("[")
    : parsed === hostname.toLowerCase();
  if (same !== true) {
    throw invalid(
      "invalid reference format",
      `${JSON.stringify(domain)} is not a valid address. Check its numbers and the port, which is at most 65535.`,
    );
  }
  return domain;
}

/**
 * Splits the domain from the rest. Text without a slash has no domain: `localhost:5000` is an image with a tag.
 * If the first component does not look like a domain, the text is a path on Docker Hub.
 */
function splitDomain(text: string): { domain: string; remainder: string } {
  const slash = text.indexOf("/");
  if (slash < 0) {
    return { domain: defaultDomain, remainder: officialPrefix + text };
  }
  const first = text.slice(0, slash);
  const rest = text.slice(slash + 1);
  const looksLikeDomain =
    first === "localhost" || /[.:]/.test(first) || first.toLowerCase() !== first;
  const domain = !looksLikeDomain || first === legacyDefaultDomain ? defaultDomain : first;
  const remainder = looksLikeDomain ? rest : text;
  return {
    domain,
    remainder:
      domain === defaultDomain && !remainder.includes("/") ? officialPrefix + remainder : remainder,
  };
}

function suffix(reference: Reference): string {
  const tag = reference.tag === undefined ? "" : `:${reference.tag}`;
  return reference.digest === undefined ? tag : `${tag}@${reference.digest}`;
}

function invalid(message: string, hint: string): EngineError {
  return new EngineError("reference_invalid", message, { hint });
}
