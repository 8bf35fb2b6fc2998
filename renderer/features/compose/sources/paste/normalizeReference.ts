import { flagName } from "./secretFlags.ts";

/** What a name of another tool means here: a reference, or why it is none and what to write instead. */
export type NormalizedReference =
  | { readonly kind: "reference"; readonly text: string }
  | { readonly kind: "refused"; readonly why: string };

function refused(why: string): NormalizedReference {
  return { kind: "refused", why };
}

function reference(text: string): NormalizedReference {
  return { kind: "reference", text };
}

/** Anything longer is no name of another tool: a descriptor, a path, a mistake. */
const longestName = 4096;

/** Transports of skopeo and podman that are not read here, with the way round. */
const otherTransports: Readonly<Record<string, string>> = {
  dir: "write it as an image layout with skopeo copy, and add that",
  "docker-daemon": "save it with docker save, and add the archive",
  "containers-storage": "save it with podman save, and add the archive",
};

/** A layout as skopeo (`oci:DIR:TAG`) and regctl (`ocidir://DIR:TAG`) write it; `oci:1.0` may be an image's name. */
const layout = /^(?:ocidir:(?:\/\/)?|oci:(?=.*[/\\.:]))(.+)$/;

/** A registry's host without a repository: a dotted name that ends in letters, an IPv4 address, localhost. */
const bareHost =
  /^(?:(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d{2,5})?|(?:\d{1,3}\.){3}\d{1,3}(?::\d{2,5})?|localhost(?::\d{2,5})?)$/i;

/** A login before the host, `user:password@host/…` or `token@host/…`; a digest after a tag is none. */
const login = /^(?:[a-z][a-z+.-]*:\/\/)?[^/@]*@(?!sha\d+:)[^/]*\//i;
/** The same in a URL, where a password may hold a slash. */
const urlLogin = /^(?:docker|https?):\/\/.*@(?!sha\d+:)/i;
/** `NAME=value`, `reg=…,user=…`: no reference has an equals sign. */
const setting = /^[\w.+/-]+=/;

function readUrl(text: string): NormalizedReference {
  // A query may hold a token, and names no image.
  const rest = text
    .replace(/^https?:\/\//i, "")
    .replace(/[?#].*$/s, "")
    .replace(/\/+$/, "");
  const hub = /^hub\.docker\.com\/(?:r\/|_\/|repository\/docker\/)([^/?#]+(?:\/[^/?#]+)?)/.exec(
    rest,
  );
  if (hub?.[1] !== undefined) {
    return reference(hub[1].replace(/\/tags$/, ""));
  }
  const manifest = /^([^/]+)\/v2\/(.+)\/manifests\/([^/]+)$/.exec(rest);
  if (manifest !== null) {
    const [, host = "", path = "", name = ""] = manifest;
    return reference(`${host}/${path}${name.includes(":") ? "@" : ":"}${name}`);
  }
  return normalizeReference(rest.replace(/^quay\.io\/repository\//, "quay.io/"));
}

/**
 * Reads one name as other tools write it: `docker://`, `oci:`, `ocidir://`, a web address. What is written as
 * here comes back as it is; whether it is a reference at all is found out when it is resolved.
 */
export function normalizeReference(text: string): NormalizedReference {
  const word = text.trim();
  if (login.test(word) || urlLogin.test(word)) {
    return refused("A login inside a reference is not taken: log in under Registries.");
  }
  if (word.length > longestName) {
    return reference(word);
  }
  const [, transport = "", rest = ""] = /^([a-z-]+):(.*)$/s.exec(word) ?? [];
  if (setting.test(word)) {
    return refused("A setting (NAME=value) is not an image.");
  }
  if (/^https?:\/\//i.test(word)) {
    return readUrl(word);
  }
  if (transport === "docker" && rest.startsWith("//")) {
    return normalizeReference(rest.slice(2));
  }
  const path = layout.exec(word)?.[1];
  if (path !== undefined) {
    return reference(`oci-layout://${path}`);
  }
  const instead = otherTransports[transport];
  if (instead !== undefined) {
    return refused(`${transport}: is not read here: ${instead}.`);
  }
  if (word.startsWith("-")) {
    return refused(`${flagName(word)} is an option of a command, not an image.`);
  }
  if (bareHost.test(word.replace(/\/+$/, ""))) {
    const host = word.replace(/\/+$/, "");
    return refused(`${host} is a registry: add the repository, such as ${host}/acme/app:1.0.`);
  }
  return reference(word);
}
