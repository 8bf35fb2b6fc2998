import { loginKey } from "../../../../../shared/registries.ts";
import { isLoopbackHost } from "../addresses.ts";

/** The key of Docker Hub in Docker's config. */
export const dockerHubKey = "https://index.docker.io/v1/";

/** Whether a host is Docker Hub: in a reference, in Docker's config or in a request. */
export function isDockerHub(host: string): boolean {
  return host === "docker.io" || host === "index.docker.io" || host === "registry-1.docker.io";
}

/** The key of a registry in Docker's config and for credential helpers. */
export function dockerConfigKey(domain: string): string {
  return isDockerHub(domain) ? dockerHubKey : domain;
}

/** The host of a key: `https://ghcr.io/v2/` and `ghcr.io` are the same. Source: docker/cli `ConvertToHostname`. */
export function hostOfKey(key: string): string {
  return key.replace(/^https?:\/\//, "").split("/", 1)[0] ?? "";
}

/** The host of a key as in references: `https://index.docker.io/v1/` is `docker.io`. */
export function domainOfKey(key: string): string {
  const host = hostOfKey(key);
  return isDockerHub(host) ? "docker.io" : host;
}

/**
 * The host under which logins and settings are saved, from a domain or an address: `docker.io` for every host of
 * Docker Hub, and `harbor` for `harbor:443`, which is the same server. `localhost:443` and `localhost` stay
 * different, because the default for loopback hosts is plain HTTP.
 */
export function loginHost(domain: string): string {
  const host = domainOfKey(domain.trim().toLowerCase());
  const bare = host.replace(/:443$/, "");
  return isLoopbackHost(bare) || isDockerHub(bare) ? host : bare;
}

/** The key of a saved login with its host as {@link loginHost} writes it. */
export function canonicalLoginKey(key: string): string {
  const { host, repository } = splitCredentialKey(key);
  return loginKey(loginHost(host), repository);
}

/**
 * The keys under which credentials for a repository can be saved, the longest first: `quay.io/acme/team/app`,
 * `quay.io/acme/team`, `quay.io/acme`, `quay.io`.
 *
 * Source: containers/image `pkg/docker/config/config.go`, `authKeysForKey`.
 *
 * @param repository the path of the repository; undefined for the host only
 */
export function credentialKeys(host: string, repository: string | undefined): readonly string[] {
  const parts = [host, ...(repository === undefined ? [] : repository.split("/"))];
  return parts.map((_, index) => parts.slice(0, parts.length - index).join("/"));
}

/** The parts of a key that {@link credentialKeys} returned. */
export function splitCredentialKey(key: string): {
  readonly host: string;
  readonly repository: string | undefined;
} {
  const slash = key.indexOf("/");
  return slash < 0
    ? { host: key, repository: undefined }
    : { host: key.slice(0, slash), repository: key.slice(slash + 1) };
}
