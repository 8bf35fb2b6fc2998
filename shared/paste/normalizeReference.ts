import { flagName } from "./secretFlags.ts";
import { readWebPage } from "./webPages.ts";

/** A reference in this app's syntax, or why the text is none and what to write instead. */
export type NormalizedReference =
  | { readonly kind: "reference"; readonly text: string }
  | { readonly kind: "rejected"; readonly reason: string };

function rejected(reason: string): NormalizedReference {
  return { kind: "rejected", reason };
}

function reference(text: string): NormalizedReference {
  return { kind: "reference", text };
}

/** Longer texts are descriptors, paths or mistakes, and pass unchanged. */
const maxReferenceLength = 4096;

/** Unsupported transports of skopeo and podman, each with a workaround. */
const unsupportedTransports: ReadonlyMap<string, string> = new Map(
  Object.entries({
    dir: "write it as an image layout with skopeo copy, and add that",
    "docker-daemon": "save it with docker save, and add the archive",
    "containers-storage": "save it with podman save, and add the archive",
  }),
);

/** A layout in the syntax of skopeo (`oci:DIR:TAG`) or regctl (`ocidir://DIR:TAG`); `oci:1.0` may be an image name. */
const layout = /^(?:ocidir:(?:\/\/)?|oci:(?=.*[/\\.:]))(.+)$/;

/** A chart or artifact in the syntax of Helm, Flux and Argo CD: `oci://HOST/PATH`. */
const ociUrl = /^oci:\/\/(?=[^/])(.+)$/;

/** A registry host without a repository: a dotted name that ends in letters, an IPv4 address, localhost. */
const bareHost =
  /^(?:(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d{2,5})?|(?:\d{1,3}\.){3}\d{1,3}(?::\d{2,5})?|localhost(?::\d{2,5})?)$/i;

/** Credentials before the host, `user:password@host/…` or `token@host/…`, but not a digest after a tag. */
const credentials = /^(?:[a-z][a-z+.-]*:\/\/)?[^/@]*@(?!sha\d+:)[^/]*\//i;
/** Credentials in a URL, where a password may contain a slash. */
const urlCredentials = /^(?:docker|https?):\/\/.*@(?!sha\d+:)/i;
/** `NAME=value`, `reg=…,user=…`: references contain no equals sign. */
const setting = /^[\w.+/-]+=/;

/** The reference in a link of this app, which may be percent-encoded. */
function decodeLink(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The reference in the path of a registry's API, without its host; undefined for another path. */
function referenceOfApi(host: string, path: string): string | undefined {
  const [, repository, kind, name = ""] =
    /^\/v2\/(.+)\/(manifests|blobs|referrers|tags)\/([^/]+)$/.exec(path) ?? [];
  if (repository === undefined) {
    return undefined;
  }
  return kind === "tags"
    ? `${host}/${repository}`
    : `${host}/${repository}${name.includes(":") ? "@" : ":"}${name}`;
}

function normalizeUrl(text: string): NormalizedReference {
  const [, address = "", query = ""] = /^https?:\/\/([^?#]*)(?:\?([^#]*))?/is.exec(text) ?? [];
  // The query is read only where it names a tag: it may hold a token.
  const path = address.replace(/\/+$/, "");
  const page = readWebPage({ path, query });
  if (page !== undefined) {
    return page.kind === "image"
      ? reference(page.reference)
      : rejected(`The address of this page of ${page.site} names no image: copy its pull command.`);
  }
  const [host = ""] = path.split("/", 1);
  const rest = path.slice(host.length);
  const asked = referenceOfApi(host, rest);
  if (asked !== undefined) {
    return reference(asked);
  }
  return normalizeReference(/^\/v2(?:\/_catalog)?$/.test(rest) ? host : path);
}

/**
 * Converts a reference from another tool's syntax: `docker://`, `oci:`, `oci://`, `ocidir://`, a web address. References in
 * this app's syntax are returned unchanged; whether they are valid is checked when they are resolved.
 */
export function normalizeReference(text: string): NormalizedReference {
  const word = text.trim();
  if (credentials.test(word) || urlCredentials.test(word)) {
    return rejected("Credentials inside a reference are ignored: log in under Registries.");
  }
  if (word.length > maxReferenceLength) {
    return reference(word);
  }
  const [, transport = "", rest = ""] = /^([a-z-]+):(.*)$/s.exec(word) ?? [];
  if (setting.test(word)) {
    return rejected("A setting (NAME=value) is not an image.");
  }
  if (/^https?:\/\//i.test(word)) {
    return normalizeUrl(word);
  }
  if (transport === "docker" && rest.startsWith("//")) {
    return normalizeReference(rest.slice(2));
  }
  // `manifestry:1` is an image of this name.
  if (transport === "manifestry" && /[/:@%]/.test(rest)) {
    return normalizeReference(decodeLink(rest.replace(/^\/\//, "")));
  }
  const chart = ociUrl.exec(word)?.[1];
  if (chart !== undefined) {
    return normalizeReference(chart);
  }
  const path = layout.exec(word)?.[1];
  if (path !== undefined) {
    // `oci:///srv/images` has the slashes of an address before its path.
    return reference(`oci-layout://${path.replace(/^\/\/(?=\/)/, "")}`);
  }
  const workaround = unsupportedTransports.get(transport);
  if (workaround !== undefined) {
    return rejected(`${transport}: is not supported: ${workaround}.`);
  }
  if (word.startsWith("-")) {
    return rejected(`${flagName(word)} is an option of a command, not an image.`);
  }
  if (bareHost.test(word.replace(/\/+$/, ""))) {
    const host = word.replace(/\/+$/, "");
    return rejected(`${host} is a registry: add the repository, such as ${host}/acme/app:1.0.`);
  }
  return reference(word);
}
