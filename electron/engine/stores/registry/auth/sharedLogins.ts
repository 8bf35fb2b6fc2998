import type { CredentialSource } from "./credential.ts";

/** Docker's registries that accept the credentials of Docker Hub. */
const dockerHubBacked: ReadonlySet<string> = new Set(["dhi.io", "registry.scout.docker.com"]);

/**
 * Uses Docker Hub's credentials for the registries that accept them and have none of their own.
 *
 * Source: docker/buildx `dockerconfig/configprovider.go`, `load`.
 */
export function withDockerHubFallback(source: CredentialSource): CredentialSource {
  return {
    async find(domain, scope) {
      const own = await source.find(domain, scope);
      if (own || !dockerHubBacked.has(domain)) {
        return own;
      }
      // Without a scope: a credential for one repository of Docker Hub is not for another registry.
      return await source.find("docker.io");
    },
    listAccounts: (helpers) => source.listAccounts(helpers),
  };
}
