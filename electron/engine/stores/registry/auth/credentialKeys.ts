import type { CredentialSource } from "./credential.ts";

/** The key under which Docker keeps the credentials of Docker Hub, whatever host serves it. */
export const dockerHubKey = "https://index.docker.io/v1/";

/** Registries of Docker that take the credentials of Docker Hub. */
const hubBacked: ReadonlySet<string> = new Set(["dhi.io", "registry.scout.docker.com"]);

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
 * The same source, with Docker Hub's credentials for the registries that take them, where it has none of
 * their own.
 *
 * Source: docker/buildx `dockerconfig/configprovider.go`, `load`.
 */
export function withDockerHubFallback(source: CredentialSource): CredentialSource {
  return {
    async find(domain, scope) {
      const own = await source.find(domain, scope);
      if (own || !hubBacked.has(domain)) return own;
      // What is for one repository of Docker Hub is for none of another registry.
      return await source.find("docker.io");
    },
    listAccounts: (helpers) => source.listAccounts(helpers),
  };
}
