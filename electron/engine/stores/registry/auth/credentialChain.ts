import { homedir } from "node:os";
import process from "node:process";
import { environmentCredentials } from "./environmentCredentials.ts";
import { collectAccounts } from "./collectAccounts.ts";
import type { CredentialSource, Machine } from "./credential.ts";
import { dockerConfigCredentials } from "./dockerConfig.ts";
import { withDockerHubFallback } from "./sharedLogins.ts";
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
        if (found) {
          return found;
        }
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
