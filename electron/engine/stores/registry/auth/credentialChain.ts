import { homedir } from "node:os";
import process from "node:process";
import { environmentCredentials } from "./environmentCredentials.ts";
import { collectAccounts } from "./collectAccounts.ts";
import type { CredentialSource, Machine } from "./credential.ts";
import { dockerConfigCredentials } from "./dockerConfig.ts";
import { savedLoginCredentials, type SavedLogins } from "./savedLogins.ts";
import { podmanCredentials } from "./podmanAuthFile.ts";
import { scopedCredentials } from "./buildxScopedConfig.ts";

/**
 * Combines sources: the first that has a credential returns it. A failing source ends the search, because a later one
 * may have a credential for another account (CVE-2021-41092).
 */
export function chainCredentials(sources: readonly CredentialSource[]): CredentialSource {
  return {
    async find(domain, scope) {
      for (const source of sources) {
        const found = await source.find(domain, scope);
        if (found) return found;
      }
      return undefined;
    },
    listAccounts: (helpers) =>
      collectAccounts(sources.map((source) => () => source.listAccounts(helpers))),
  };
}

/**
 * All credentials on this machine: logins saved in the app, DOCKER_AUTH_CONFIG, Docker's config file or a scoped one
 * of buildx, Podman's files; then Docker Hub's for the registries that accept them.
 *
 * @param options.logins absent on the command line
 */
export function machineCredentials(
  options: Pick<Machine, "env"> & Partial<Machine> & { readonly logins?: SavedLogins },
): CredentialSource {
  const { env, home = homedir(), platform = process.platform, logins } = options;
  const machine = { env, home, platform };
  return withDockerHubFallback(
    chainCredentials([
      ...(logins ? [savedLoginCredentials(logins)] : []),
      environmentCredentials(machine),
      scopedCredentials(machine, dockerConfigCredentials(machine)),
      podmanCredentials(machine),
    ]),
  );
}

/** Docker's registries that accept the credentials of Docker Hub. */
const dockerHubBacked: ReadonlySet<string> = new Set(["dhi.io", "registry.scout.docker.com"]);

/**
 * Uses Docker Hub's credentials for the registries that accept them and have none of their own.
 *
 * Source: docker/buildx `dockerconfig/configprovider.go`, `load`.
 */
function withDockerHubFallback(source: CredentialSource): CredentialSource {
  return {
    async find(domain, scope) {
      const own = await source.find(domain, scope);
      if (own || !dockerHubBacked.has(domain)) return own;
      // Without a scope: a credential for one repository of Docker Hub is not for another registry.
      return await source.find("docker.io");
    },
    listAccounts: (helpers) => source.listAccounts(helpers),
  };
}
