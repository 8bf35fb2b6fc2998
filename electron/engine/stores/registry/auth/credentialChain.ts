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
 * Sources one after another: the first that has a credential serves it. One that fails ends the search: what
 * a later one has may be another person's (CVE-2021-41092).
 */
export function chain(sources: readonly CredentialSource[]): CredentialSource {
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
 * Every place that this machine has credentials in: logins made in the app, DOCKER_AUTH_CONFIG, Docker's config
 * file or a scoped one of buildx, Podman's files; then Docker Hub's for the registries that take them.
 *
 * @param logins none on a command line
 */
export function machineCredentials(
  options: Pick<Machine, "env"> & Partial<Machine> & { readonly logins?: SavedLogins },
): CredentialSource {
  const { env, home = homedir(), platform = process.platform, logins } = options;
  const machine = { env, home, platform };
  return withDockerHubFallback(
    chain([
      ...(logins ? [savedLoginCredentials(logins)] : []),
      environmentCredentials(machine),
      scopedCredentials(machine, dockerConfigCredentials(machine)),
      podmanCredentials(machine),
    ]),
  );
}

/** Registries of Docker that take the credentials of Docker Hub. */
const hubBacked: ReadonlySet<string> = new Set(["dhi.io", "registry.scout.docker.com"]);

/**
 * The same source, with Docker Hub's credentials for the registries that take them, where it has none of
 * their own.
 *
 * Source: docker/buildx `dockerconfig/configprovider.go`, `load`.
 */
function withDockerHubFallback(source: CredentialSource): CredentialSource {
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
