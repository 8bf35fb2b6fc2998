import { loginKey } from "../../../../../shared/registries.ts";
import { isLoopbackHost } from "../http/addresses.ts";

/** The key under which Docker keeps the credentials of Docker Hub, whatever host serves it. */
export const dockerHubKey = "https://index.docker.io/v1/";

/** Whether a host is Docker Hub, in a reference, in Docker's config or on the wire. */
export function isDockerHub(host: string): boolean {
  return host === "docker.io" || host === "index.docker.io" || host === "registry-1.docker.io";
}

/** What Docker calls a registry in its config and asks its helpers for. */
export function dockerConfigKey(domain: string): string {
  return isDockerHub(domain) ? dockerHubKey : domain;
}

/** `https://ghcr.io/v2/` and `ghcr.io` are one host: docker/cli `ConvertToHostname`. */
export function hostOfKey(key: string): string {
  return key.replace(/^https?:\/\//, "").split("/", 1)[0] ?? "";
}

/** The host of a key as references call it: `https://index.docker.io/v1/` is `docker.io`. */
export function domainOfKey(key: string): string {
  const host = hostOfKey(key);
  return isDockerHub(host) ? "docker.io" : host;
}

/**
 * The host that logins and settings are kept under, from a domain or an address: `docker.io` for all of Docker Hub's,
 * and `harbor` for `harbor:443`, which is the same server. On this machine it is another one than that of `localhost`,
 * which has plain HTTP.
 */
export function loginHost(domain: string): string {
  const host = domainOfKey(domain.trim().toLowerCase());
  const bare = host.replace(/:443$/, "");
  return isLoopbackHost(bare) || isDockerHub(bare) ? host : bare;
}

/** A key of a kept login with its host as {@link loginHost} writes it. */
export function canonicalLoginKey(key: string): string {
  const { host, repository } = splitCredentialKey(key);
  return loginKey(loginHost(host), repository);
}

/**
 * The keys under which credentials of a repository are kept by those who keep several for one host, the longest first:
 * `quay.io/acme/team/app`, `quay.io/acme/team`, `quay.io/acme`, `quay.io`.
 *
 * Source: containers/image `pkg/docker/config/config.go`, `authKeysForKey`.
 *
 * @param repository the repository's path; without it, the host alone
 */
export function credentialKeys(host: string, repository: string | undefined): readonly string[] {
  const parts = [host, ...(repository === undefined ? [] : repository.split("/"))];
  return parts.map((_, index) => parts.slice(0, parts.length - index).join("/"));
}

/** The parts of a key as {@link credentialKeys} writes them. */
export function splitCredentialKey(key: string): {
  readonly host: string;
  readonly repository: string | undefined;
} {
  const slash = key.indexOf("/");
  return slash < 0
    ? { host: key, repository: undefined }
    : { host: key.slice(0, slash), repository: key.slice(slash + 1) };
}
