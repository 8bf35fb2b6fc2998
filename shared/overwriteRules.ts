import { canonicalIpv6 } from "./ipv6.ts";
import type { OverwriteRules } from "./settings.ts";

export const noOverwriteRules: OverwriteRules = { tags: [], registries: [] };

/** The hosts that serve Docker Hub besides `docker.io`. */
const hubAlias = /^(?:index|registry-1)\.docker\.io$|^registry\.hub\.docker\.com$/;

/** An IPv6 address as hosts have it. */
const bracketed = /^\[(.*)\]/;

/** A rule that applies to a tag: a pattern of tags, or a registry or the start of a repository. */
export interface OverwriteRule {
  readonly kind: "tag" | "registry";
  readonly text: string;
}

/** A tag as its full name says it: `ghcr.io/acme/app:1.4`, `oci-layout:///images:1.4`. */
interface NamedTag {
  readonly name: string;
  readonly tag: string;
}

/**
 * Finds the rule that says never to overwrite a tag. Patterns are compared with the tag in registries, layouts and
 * archives alike; of a layout's tag that is a whole reference, with the tag in it.
 */
export function findOverwriteRule(
  { name, tag }: NamedTag,
  rules: OverwriteRules,
): OverwriteRule | undefined {
  const shortTag = tag.slice(tag.lastIndexOf(":") + 1);
  const pattern = rules.tags.find((text) => matchesPattern(text, shortTag));
  if (pattern !== undefined) {
    return { kind: "tag", text: pattern };
  }
  const registry = rules.registries.find((text) => isWithin(name, text));
  return registry === undefined ? undefined : { kind: "registry", text: registry };
}

/** Finds the rule for a full name of a target: `ghcr.io/acme/app:1.4`. A name without a tag has none. */
export function findRuleForName(name: string, rules: OverwriteRules): OverwriteRule | undefined {
  const withoutDigest = name.replace(/@[^/\\@]*$/, "");
  const [, tag] = /:([\w][\w.-]*)$/.exec(withoutDigest) ?? [];
  return tag === undefined ? undefined : findOverwriteRule({ name: withoutDigest, tag }, rules);
}

/**
 * Parses the registry of a rule as users write it: `ghcr.io`, `https://ghcr.io/acme/`, `docker.io/alpine`.
 * @returns it as in full names; undefined if it does not start with a registry
 */
export function parseRuleRegistry(text: string): string | undefined {
  const [host = "", ...path] = text
    .trim()
    .toLowerCase()
    .replace(/^(?:https?|docker):\/\//, "")
    .replace(/[/*]+$/, "")
    .split("/");
  const isHost = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[a-f0-9:]+\])(?::\d{1,5})?$/.test(host);
  const isRegistry = isHost && (/[.:]/.test(host) || host === "localhost");
  if (!isRegistry || path.some((part) => !/^[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/.test(part))) {
    return undefined;
  }
  const [, address] = bracketed.exec(host) ?? [];
  return address !== undefined && canonicalIpv6(address) === undefined
    ? undefined
    : [canonicalHost(host), ...path].join("/");
}

/** Whether a text can be a pattern of tags: the characters of tags, and `*`. */
export function isTagPattern(text: string): boolean {
  return /^[\w*][\w.*-]{0,127}$/.test(text);
}

/** Describes a rule in a sentence. */
export function describeOverwriteRule({ kind, text }: OverwriteRule): string {
  return kind === "tag"
    ? `Your rule says never to overwrite tags that match ${text}.`
    : `Your rule says never to overwrite tags in ${text}.`;
}

/** Matches a tag with a pattern, in which `*` stands for any characters, also none. Takes linear time. */
function matchesPattern(pattern: string, tag: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) {
    return tag === first;
  }
  if (tag.length < first.length + last.length || !tag.startsWith(first) || !tag.endsWith(last)) {
    return false;
  }
  // The first place of each part leaves the most for the others.
  let at = first.length;
  const end = tag.length - last.length;
  for (const part of rest) {
    const found = tag.indexOf(part, at);
    if (found < 0 || found + part.length > end) {
      return false;
    }
    at = found + part.length;
  }
  return true;
}

/**
 * Brings a registry's host in lower case into the spelling that all names of the registry share: Docker Hub as
 * `docker.io`, IPv6 addresses compressed, the port as a plain number and absent for HTTPS.
 */
function canonicalHost(host: string): string {
  const [, name = host, digits] = /^(.+):(\d+)$/.exec(host) ?? [];
  const port = digits === undefined || Number(digits) === 443 ? "" : `:${Number(digits)}`;
  if (port === "" && hubAlias.test(name)) {
    return "docker.io";
  }
  return name.replace(bracketed, (_, text: string) => `[${canonicalIpv6(text) ?? text}]`) + port;
}

/** A full name, or the registry of a rule, with its host as `canonicalHost` spells it. */
function canonicalName(text: string): string {
  const [host = "", ...path] = text.toLowerCase().split("/");
  return [canonicalHost(host), ...path].join("/");
}

/** Inserts `library/`, where Docker Hub keeps its official images, before a path of one part. */
function inLibrary(name: string): string {
  return name.replace(/^docker\.io\/(?=[^/]+$)/, "docker.io/library/");
}

/**
 * Whether a full name is in a registry, or in a repository that is or starts with a path. On Docker Hub a path of one
 * part is both the start of repositories and an official image: `docker.io/alpine` is `docker.io/library/alpine` too.
 */
function isWithin(fullName: string, rule: string): boolean {
  const name = inLibrary(canonicalName(fullName));
  const start = canonicalName(rule);
  return [start, inLibrary(start)].some((each) => startsWithPath(name, each));
}

function startsWithPath(name: string, start: string): boolean {
  const next = name[start.length];
  return (
    name.startsWith(start) &&
    (next === "/" || (start.includes("/") && (next === ":" || next === "@")))
  );
}
