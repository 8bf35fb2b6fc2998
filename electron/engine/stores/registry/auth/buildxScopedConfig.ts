import { readdir } from "node:fs/promises";
import path from "node:path";
import { requestHost } from "../../../oci/reference.ts";
import { readAuthFile } from "./authFile.ts";
import { collectAccounts } from "./collectAccounts.ts";
import type { AccountList, CredentialScope, CredentialSource, Machine } from "./credential.ts";
import { dockerFolder, findInDockerFile, listDockerFile } from "./dockerConfig.ts";
import { domainOfKey } from "./credentialKeys.ts";

/** A folder of buildx with credentials for some scopes. */
interface ScopedFolder {
  readonly folder: string;
  readonly host: string;
  /** Undefined if it is for every repository of the host. */
  readonly repository: string | undefined;
  /** Empty if it is for every action. */
  readonly actions: ReadonlySet<string>;
}

/**
 * Credentials scoped by buildx: `buildx/config/<host>[/<repository>][@<action>,…]/config.json`, each a Docker config
 * file. A matching folder replaces Docker's config file. If several match, one for the repository takes precedence
 * over one for the host, and one for more actions over one for fewer.
 *
 * Source: docker/buildx `dockerconfig/configprovider.go`.
 *
 * @param fallback Docker's config, for scopes without a folder
 */
export function scopedCredentials(machine: Machine, fallback: CredentialSource): CredentialSource {
  const base = path.join(
    machine.env["BUILDX_CONFIG"] || path.join(dockerFolder(machine), "buildx"),
    "config",
  );
  return {
    async find(domain, scope) {
      const match = scope && findMatch(await readFolders(base), requestHost(domain), scope);
      if (!match) {
        return await fallback.find(domain, scope);
      }
      const config = await readAuthFile(path.join(match.folder, "config.json"), machine);
      return config && (await findInDockerFile(config, domain, machine));
    },
    listAccounts: (helpers = true) =>
      collectAccounts([
        () => listFolders(base, machine, helpers),
        () => fallback.listAccounts(helpers),
      ]),
  };
}

async function listFolders(base: string, machine: Machine, helpers: boolean): Promise<AccountList> {
  const folders = await readFolders(base);
  return await collectAccounts(
    folders.map((scoped) => async () => {
      const config = await readAuthFile(path.join(scoped.folder, "config.json"), machine);
      if (!config) {
        return { accounts: [], problems: [] };
      }
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

/** All folders with a config file, sorted by name. */
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

function findMatch(
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
