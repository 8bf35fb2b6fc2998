import { readdir } from "node:fs/promises";
import path from "node:path";
import { requestHost } from "../../../oci/reference.ts";
import { readAuthFile } from "./authFile.ts";
import { collectAccounts } from "./collectAccounts.ts";
import type { AccountList, CredentialScope, CredentialSource, Machine } from "./credential.ts";
import { dockerFolder, findInDockerFile, listDockerFile } from "./dockerConfig.ts";
import { domainOfKey } from "./credentialKeys.ts";

/** A folder of buildx with credentials of its own for some scopes. */
interface ScopedFolder {
  readonly folder: string;
  readonly host: string;
  /** Undefined where it is for every repository of the host. */
  readonly repository: string | undefined;
  /** Empty where it is for every action. */
  readonly actions: ReadonlySet<string>;
}

/**
 * Credentials as buildx scopes them: in `buildx/config/<host>[/<repository>][@<action>,…]/config.json`, each
 * of them a Docker config file. A folder that fits takes the place of Docker's config file; where several
 * fit, one for the repository goes before one for the host, and one for more actions before one for fewer.
 *
 * Source: docker/buildx `dockerconfig/configprovider.go`.
 *
 * @param otherwise Docker's config, for what no folder is for
 */
export function scopedCredentials(machine: Machine, otherwise: CredentialSource): CredentialSource {
  const base = path.join(
    machine.env["BUILDX_CONFIG"] || path.join(dockerFolder(machine), "buildx"),
    "config",
  );
  return {
    async find(domain, scope) {
      const fitting = scope && choose(await readFolders(base), requestHost(domain), scope);
      if (!fitting) return await otherwise.find(domain, scope);
      const config = await readAuthFile(path.join(fitting.folder, "config.json"), machine);
      return config && (await findInDockerFile(config, domain, machine));
    },
    listAccounts: (helpers = true) =>
      collectAccounts([
        () => listFolders(base, machine, helpers),
        () => otherwise.listAccounts(helpers),
      ]),
  };
}

async function listFolders(base: string, machine: Machine, helpers: boolean): Promise<AccountList> {
  const folders = await readFolders(base);
  return await collectAccounts(
    folders.map((scoped) => async () => {
      const config = await readAuthFile(path.join(scoped.folder, "config.json"), machine);
      if (!config) return { accounts: [], problems: [] };
      const { accounts, problems } = await listDockerFile(config, machine, helpers);
      const { repository } = scoped;
      const actions = [...scoped.actions];
      return {
        accounts: accounts
          .filter(({ host }) => host === domainOfKey(scoped.host))
          .map((account) => ({ ...account, repository, actions })),
        problems,
      };
    }),
  );
}

/** Every folder that has a config file, in the order of their names. */
async function readFolders(base: string): Promise<readonly ScopedFolder[]> {
  const entries = await readdir(base, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.name === "config.json" && !entry.isDirectory())
    .map(({ parentPath }) => parseFolder(base, parentPath))
    .sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

function parseFolder(base: string, folder: string): ScopedFolder {
  const key = path.relative(base, folder).split(path.sep).join("/");
  const at = key.indexOf("@");
  const name = at < 0 ? key : key.slice(0, at);
  const actions = at < 0 ? [] : key.slice(at + 1).split(",");
  const slash = name.indexOf("/");
  return {
    folder,
    host: slash < 0 ? name : name.slice(0, slash),
    repository: (slash < 0 ? "" : name.slice(slash + 1)) || undefined,
    actions: new Set(actions.map((action) => action.trim()).filter((action) => action !== "")),
  };
}

function choose(
  folders: readonly ScopedFolder[],
  host: string,
  scope: CredentialScope,
): ScopedFolder | undefined {
  return folders
    .filter(
      (folder) =>
        folder.host === host &&
        (folder.repository === undefined || folder.repository === scope.repository) &&
        [...folder.actions].every((action) => scope.actions.includes(action)),
    )
    .sort(
      (a, b) =>
        Number(b.repository !== undefined) - Number(a.repository !== undefined) ||
        b.actions.size - a.actions.size,
    )[0];
}
