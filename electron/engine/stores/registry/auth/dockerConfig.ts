import { homedir } from "node:os";
import path from "node:path";
import process from "node:process";
import { accountsIn, foundIn, readAuthFile, type AuthFile } from "./authFile.ts";
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

/** Docker's config folder. */
export function dockerFolder(machine: Pick<Machine, "env" | "home">): string {
  return machine.env["DOCKER_CONFIG"] || path.join(machine.home, ".docker");
}

/**
 * Credentials from Docker's config file: a helper for the host, else the credential store, else `auths`.
 * The file is read anew for each lookup, so that a `docker login` made meanwhile counts at once.
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

/** What a file of Docker's form has for a host. */
export async function findInDockerFile(
  config: AuthFile,
  domain: string,
  machine: Machine,
): Promise<FoundCredential | undefined> {
  const key = dockerConfigKey(domain);
  const name = config.credHelpers.get(key) ?? config.credHelpers.get(domain) ?? config.credsStore;
  // With a store, passwords lying in the file are leftovers: Docker ignores them, and so do we.
  if (name) return await getFromHelper({ name, namedIn: config.name }, key, machine);
  const exact = config.auths.get(key);
  const host = hostOfKey(key);
  return foundIn(
    config,
    exact ?? [...config.auths].find(([other]) => hostOfKey(other) === host)?.[1],
  );
}

/** Whose credentials a file of Docker's form and its helpers keep. @param helpers whether these are asked */
export async function listDockerFile(
  config: AuthFile,
  machine: Machine,
  helpers: boolean,
): Promise<AccountList> {
  const store = config.credsStore;
  // Beside a store, only what the file keeps for hosts without a helper counts.
  const accounts = accountsIn(config).filter(
    ({ host }) => !store || config.credHelpers.get(dockerConfigKey(host)) === "",
  );
  return await collectAccounts([
    ...hostHelperPlaces(config, machine, helpers),
    ...(store && helpers ? [() => listStore({ name: store, namedIn: config.name }, machine)] : []),
    () => Promise.resolve({ accounts, problems: config.problems }),
  ]);
}

/** The helpers that a file names for single hosts, as places to list. @param helpers whether these are asked */
export function hostHelperPlaces(
  config: AuthFile,
  machine: Machine,
  helpers: boolean,
): readonly (() => Promise<AccountList>)[] {
  return [...config.credHelpers]
    .filter(([, name]) => name !== "")
    .map(([key, name]) => () => {
      const helper = { name, namedIn: config.name };
      if (helpers) return listForHost(helper, key, machine);
      return Promise.resolve({ accounts: [accountOf(helper, key, undefined)], problems: [] });
    });
}

async function listStore(helper: Helper, machine: Machine): Promise<AccountList> {
  const list = await listFromHelper(helper, machine);
  const accounts = [...list]
    // Docker Desktop keeps its own tokens beside the one that is for registries.
    .filter(([key]) => !/\/(?:access|refresh)-token$/.test(key))
    .map(([key, name]) => accountOf(helper, key, name));
  return { accounts, problems: [] };
}

/** A helper that a file names for a host has that host, whether or not it can say for which account. */
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
    kept: false,
  };
}
