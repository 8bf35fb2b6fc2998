import { EngineError } from "../errors.ts";
import { parseDigest } from "./digest.ts";
import {
  explainDigest,
  explainDomain,
  explainName,
  explainPath,
  explainTag,
} from "./referenceHint.ts";

/**
 * A registry reference in its normalised form: the domain is always there, the path never abbreviated.
 * Source: the grammar of distribution/reference and its rules for names as people type them.
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

/** Bounds that are checked before any expression runs: JavaScript's backtrack where Go's do not. */
export const longestReference = 4096;
const longestDomain = 262;
const longestPath = 255;
const longestDigest = 512;

const domainPart = "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)";
const domainExpression = new RegExp(
  `^(?:${domainPart}(?:\\.${domainPart})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`,
);
const componentExpression = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
/** Paths as systems write them; none of them could be a reference. */
const pathExpression = /^(?:\.{0,2}|~)[/\\]|^[A-Za-z]:[/\\]/;
const bareHex = /^[a-f0-9]{64}$/;
const tagExpression = /^\w[\w.-]{0,127}$/;
const digestExpression = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

/**
 * Read a reference as people type it: `alpine`, `ghcr.io/acme/app:1.2`, `localhost:5000/app@sha256:…`.
 * No tag is added; tag and digest may both be there.
 * @throws EngineError "reference_invalid"; the message is in distribution's words, the hint says which part is wrong
 */
export function parseReference(text: string): Reference {
  if (text === "") {
    throw invalid("invalid reference format", "Write a repository, such as ghcr.io/acme/app:1.4.");
  }
  if (text.length > longestReference) {
    throw invalid(
      `repository name must not be more than ${longestPath} characters`,
      `The reference is ${text.length} characters long; that is more than any reference can have.`,
    );
  }
  if (pathExpression.test(text)) throw invalid("invalid reference format", explainPath(text));
  if (bareHex.test(text)) {
    throw invalid(
      `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`,
      `64 hexadecimal digits look like a digest. Write sha256:${text} for a digest, or put a repository before it: repository@sha256:…`,
    );
  }
  const { domain, remainder } = splitDomain(text);
  const colon = remainder.indexOf(":");
  const remote = colon < 0 ? remainder : remainder.slice(0, colon);
  if (remote.toLowerCase() !== remote) {
    throw invalid(
      `invalid reference format: repository name (${remote}) must be lowercase`,
      explainName(remote.split("@", 1)[0] ?? remote) ??
        "The digest's algorithm must be in lower case: sha256:…",
    );
  }
  const at = remainder.indexOf("@");
  const digest = at < 0 ? undefined : remainder.slice(at + 1);
  const named = at < 0 ? remainder : remainder.slice(0, at);
  const tagColon = named.indexOf(":");
  const path = tagColon < 0 ? named : named.slice(0, tagColon);
  const tag = tagColon < 0 ? undefined : named.slice(tagColon + 1);

  if (!isDomain(domain)) {
    throw invalid("invalid reference format", explainDomain(domain, text));
  }
  if (path.length > longestPath) {
    throw invalid(
      `repository name must not be more than ${longestPath} characters`,
      `The path after the registry has ${path.length} characters; at most ${longestPath} are allowed.`,
    );
  }
  if (!isPath(path)) {
    throw invalid(
      "invalid reference format",
      explainName(path) ?? "The repository name is not well formed.",
    );
  }
  if (tag !== undefined && !tagExpression.test(tag))
    throw invalid("invalid reference format", explainTag(tag));
  if (digest === undefined) return build(domain, path, tag, undefined);
  if (digest.length > longestDigest || !digestExpression.test(digest)) {
    throw invalid("invalid reference format", explainDigest(digest));
  }
  try {
    parseDigest(digest);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw invalid(error.message, `The digest is wrong. ${error.hint ?? ""}`.trimEnd());
  }
  return build(domain, path, tag, digest);
}

/** Whether a text is a domain of the grammar: a name, an IPv4 address or an IPv6 one in brackets, with a port or none. */
export function isDomain(text: string): boolean {
  return text.length <= longestDomain && domainExpression.test(text);
}

/** Whether a text is a repository's path of the grammar, or the beginning of one: `acme`, `acme/app`. */
export function isPath(text: string): boolean {
  return (
    text.length <= longestPath &&
    text.split("/").every((component) => componentExpression.test(component))
  );
}

/** The reference with the tag `latest` where it has neither tag nor digest, as Docker's tools add it. */
export function withDefaultTag(reference: Reference): Reference {
  return reference.tag === undefined && reference.digest === undefined
    ? { ...reference, tag: defaultTag }
    : reference;
}

/** The canonical text: `domain/path[:tag][@digest]`. */
export function formatReference(reference: Reference): string {
  return repositoryName(reference) + suffix(reference);
}

/**
 * The text as people write it: without `docker.io/`, and without `library/` where a single name follows.
 * Where that would read as another repository (`docker.io/my.org/app`), the whole text, unlike in distribution.
 */
export function familiarReference(reference: Reference): string {
  const { domain, path } = reference;
  if (domain !== defaultDomain) return formatReference(reference);
  const rest = path.startsWith(officialPrefix) ? path.slice(officialPrefix.length) : "/";
  const short = rest.includes("/") ? path : rest;
  const again = splitDomain(short);
  const same = again.domain === domain && again.remainder === path && !bareHex.test(short);
  return same ? short + suffix(reference) : formatReference(reference);
}

/** The repository without tag and digest: `domain/path`. */
export function repositoryName(reference: Reference): string {
  return `${reference.domain}/${reference.path}`;
}

/**
 * The host, with its port, that requests for the domain go to.
 * @throws EngineError "reference_invalid" where the domain cannot stand in a URL as it is: a port above 65535,
 *   an address such as 127.1 or 0x7f.1 that a URL parser turns into another one, or an IPv6 address that is none
 */
export function requestHost(domain: string): string {
  if (domain === defaultDomain) return "registry-1.docker.io";
  const hostname = domain.replace(/:[0-9]+$/, "");
  const parsed = URL.canParse(`https://${domain}/`)
    ? new URL(`https://${domain}/`).hostname
    : undefined;
  // Compressed and full IPv6 spellings are one address; for names and IPv4 what was typed must be what is dialled.
  const same = hostname.startsWith("[")
    ? parsed?.startsWith("[")
    : parsed === hostname.toLowerCase();
  if (same !== true) {
    throw invalid(
      "invalid reference format",
      `No server can have the address ${JSON.stringify(domain)}: check the numbers in it and the port, which goes up to 65535.`,
    );
  }
  return domain;
}

/**
 * Which part of the text is the domain. Without a slash there is none: `localhost:5000` is an image with a tag.
 * The first segment is a domain only if it looks like one, else the text is a path on Docker Hub.
 */
function splitDomain(text: string): { domain: string; remainder: string } {
  const slash = text.indexOf("/");
  if (slash < 0) return { domain: defaultDomain, remainder: officialPrefix + text };
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

function build(
  domain: string,
  path: string,
  tag: string | undefined,
  digest: string | undefined,
): Reference {
  return {
    domain,
    path,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

function invalid(message: string, hint: string): EngineError {
  return new EngineError("reference_invalid", message, { hint });
}
