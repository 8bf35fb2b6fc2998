import { homedir } from "node:os";
import path from "node:path";
import process from "node:process";
import { accountsInFile, toFoundCredential, readAuthFile, type AuthFile } from "./authFile.ts";
import { collectAccounts } from "./collectAccounts.ts";
import type {
  Account,
  AccountList,
  CredentialSource,
  FoundCredential,
  Machine,
} from "./credential.ts";
import { getFromHelper, helperProgram, listFromHelper, type Helper } from "./credentialHelper.ts";
import { dockerConfigKey, domainOfKey, hostOfKey } from "./credentialKeys.ts";

/** The folder of Docker's config file. */
export function dockerFolder(machine: Pick<Machine, "env" | "home">): string {
  return machine.env["DOCKER_CONFIG"] || path.join(machine.home, ".docker");
}

/**
 * Credentials from Docker's config file: the helper for the host, else the credential store, else `auths`. The file
 * is read for each lookup, so that a `docker login` takes effect at once.
 *
 * Source: docker/cli `configfile/file.go`, `GetAuthConfig`.
 */
export function dockerConfigCredentials(
  options: Pick<Machine, "env"> & Partial<Machine>,
): CredentialSource {
  const machine = { home: homedir(), platform: process.platform, ...options };
  const file = path.join(dockerFolder(machine), "config.json");
  return {
    async find(domain) {
      const config = await readAuthFile(file, machine);
      return config && (await findInDockerFile(config, domain, machine));
    },
    listAccounts: (helpers = true) =>
      collectAccounts([
        async () => {
          const config = await readAuthFile(file, machine);
          return config
            ? await listDockerFile(config, machine, helpers)
            : { accounts: [], problems: [] };
        },
      ]),
  };
}

/** Finds the credential for a host in a config file in Docker's format. */
export async function findInDockerFile(
  config: AuthFile,
  domain: string,
  machine: Machine,
): Promise<FoundCredential | undefined> {
  const key = dockerConfigKey(domain);
  const name = config.credHelpers.get(key) ?? config.credHelpers.get(domain) ?? config.credsStore;
  // As in Docker, a credential store replaces the entries of the file.
  if (name) {
    return await getFromHelper({ name, namedIn: config.name }, key, machine);
  }
  const exact = config.auths.get(key);
  const host = hostOfKey(key);
  return toFoundCredential(
    config,
    exact ?? [...config.auths].find(([other]) => hostOfKey(other) === host)?.[1],
  );
}

/** Lists the accounts in a config file in Docker's format. @param helpers whether to run its helpers */
export async function listDockerFile(
  config: AuthFile,
  machine: Machine,
  helpers: boolean,
): Promise<AccountList> {
  const store = config.credsStore;
  // With a store, only the entries of hosts that are set to no helper count.
  const accounts = accountsInFile(config).filter(
    ({ host }) => !store || config.credHelpers.get(dockerConfigKey(host)) === "",
  );
  return await collectAccounts([
    ...hostHelperLists(config, machine, helpers),
    ...(store && helpers ? [() => listStore({ name: store, namedIn: config.name }, machine)] : []),
    () => Promise.resolve({ accounts, problems: config.problems }),
  ]);
}

/** Functions that list the helpers for single hosts in a file. @param helpers whether to run the helpers */
export function hostHelperLists(
  config: AuthFile,
  machine: Machine,
  helpers: boolean,
): readonly (() => Promise<AccountList>)[] {
  return [...config.credHelpers]
    .filter(([, name]) => name !== "")
    .map(([key, name]) => () => {
      const helper = { name, namedIn: config.name };
      if (helpers) {
        return listForHost(helper, key, machine);
      }
      return Promise.resolve({ accounts: [accountOf(helper, key, undefined)], problems: [] });
    });
}

async function listStore(helper: Helper, machine: Machine): Promise<AccountList> {
  const list = await listFromHelper(helper, machine);
  const accounts = [...list]
    // Docker Desktop keeps its own tokens next to the one for registries.
    .filter(([key]) => !/\/(?:access|refresh)-token$/.test(key))
    .map(([key, name]) => accountOf(helper, key, name));
  return { accounts, problems: [] };
}

/** A helper configured for a host counts as an account of it, even if its list fails or lacks the host. */
async function listForHost(helper: Helper, key: string, machine: Machine): Promise<AccountList> {
  const host = domainOfKey(key);
  return await listFromHelper(helper, machine).then(
    (list) => {
      const name = [...list].find(([other]) => domainOfKey(other) === host)?.[1];
      return { accounts: [accountOf(helper, key, name)], problems: [] };
    },
    (problem) => ({ accounts: [accountOf(helper, key, undefined)], problems: [problem] }),
  );
}

function accountOf(helper: Helper, key: string, name: string | undefined): Account {
  return {
    host: domainOfKey(key),
    repository: undefined,
    actions: [],
    account: name === "" || name === "<token>" ? undefined : name,
    source: helperProgram(helper),
    isSaved: false,
  };
}
