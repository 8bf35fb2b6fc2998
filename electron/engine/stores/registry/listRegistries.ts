import type { RegistryAccount, RegistryList, RegistryView } from "../../../../shared/registries.ts";
import type { HostSettings } from "../../../../shared/settings.ts";
import { type EngineError, toFailure } from "../../errors.ts";
import type { Account, CredentialSource } from "./auth/credential.ts";
import { loginHost } from "./auth/credentialKeys.ts";
import { nameInReferences } from "./hosts/hostInput.ts";
import type { Network } from "./network.ts";
import type { RegistryClient } from "./http/registryClient.ts";

/** Where to look for what is known of registries. */
export interface KnownRegistries {
  /** Of those that were asked. */
  readonly clients: readonly RegistryClient[];
  readonly credentials: CredentialSource;
  readonly network: Network;
  /** What was set for hosts in the app. */
  readonly settings: readonly HostSettings[];
  /** What of them is not in effect. */
  readonly problems: readonly EngineError[];
  readonly keepsLogins: boolean;
  /** Whether credential helpers are asked, which may take seconds. */
  readonly helpers: boolean;
}

/**
 * What is known of registries: those that were asked, those that a source has credentials for, and those that
 * something was set for. Nothing secret, and nothing is asked of a registry for it.
 */
export async function listRegistries(known: KnownRegistries): Promise<RegistryList> {
  const { clients, credentials, network, settings, keepsLogins } = known;
  const [{ accounts, problems }, trust] = await Promise.all([
    credentials.listAccounts(known.helpers),
    network.trust(),
  ]);
  const asked = new Map(clients.map((client) => [client.domain, client]));
  const hosts = new Set([
    ...asked.keys(),
    ...accounts.map(({ host, kept }) => (kept ? nameInReferences(host) : host)),
    ...settings.map(({ host }) => nameInReferences(host)),
  ]);
  const registries = await Promise.all(
    [...hosts].toSorted().map((host) =>
      viewRegistry(
        host,
        asked.get(host),
        accounts.filter((account) => account.host === (account.kept ? loginHost(host) : host)),
        settings.find((each) => each.host === loginHost(host)),
        network,
      ),
    ),
  );
  return {
    registries,
    problems: [...known.problems, ...problems, ...trust.problems].map(toFailure),
    keepsLogins,
  };
}

async function viewRegistry(
  host: string,
  client: RegistryClient | undefined,
  accounts: readonly Account[],
  settings: HostSettings | undefined,
  network: Network,
): Promise<RegistryView> {
  // A host whose settings cannot be read is listed all the same: the error stands where it was asked.
  const config = await (client?.hostConfig() ?? network.host(host)).catch(() => undefined);
  const base = {
    host,
    accounts: accounts.map(viewAccount),
    insecure: config?.endpoints.flatMap(({ insecure }) => insecure ?? []) ?? [],
    ...(settings ? { settings } : {}),
    ...(config?.folder ? { folder: config.folder } : {}),
  };
  if (!client) return { ...base, accesses: [], warnings: [] };
  const { rateLimit, warnings } = client;
  const accesses = config ? await client.accesses() : [];
  return {
    ...base,
    accesses: accesses.map(({ account, source, scopes }) => ({
      ...(account ? { account } : {}),
      ...(source ? { source } : {}),
      scopes,
    })),
    warnings,
    ...(rateLimit ? { rateLimit: viewLimit(rateLimit) } : {}),
  };
}

function viewAccount({ account, source, repository, kept }: Account): RegistryAccount {
  return { source, kept, ...(account ? { account } : {}), ...(repository ? { repository } : {}) };
}

function viewLimit({
  limit,
  remaining,
  window,
}: NonNullable<RegistryClient["rateLimit"]>): NonNullable<RegistryView["rateLimit"]> {
  return { limit, remaining, ...(window === undefined ? {} : { window }) };
}
