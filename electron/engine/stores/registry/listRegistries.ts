import type { RegistryAccount, RegistryList, RegistryView } from "../../../../shared/registries.ts";
import type { HostSettings } from "../../../../shared/settings.ts";
import { type EngineError, toFailure } from "../../errors.ts";
import type { Account, CredentialSource } from "./auth/credential.ts";
import { loginHost } from "./auth/credentialKeys.ts";
import { nameInReferences } from "./hosts/hostInput.ts";
import type { Network } from "./http/network.ts";
import type { RegistryClient } from "./http/registryClient.ts";

/** The sources of the list of registries. */
export interface RegistrySources {
  /** The clients of the registries that were contacted. */
  readonly clients: readonly RegistryClient[];
  readonly credentials: CredentialSource;
  readonly network: Network;
  /** The app's settings for hosts. */
  readonly settings: readonly HostSettings[];
  /** Errors of settings that are not in effect. */
  readonly problems: readonly EngineError[];
  readonly canSaveLogins: boolean;
  /** Whether to run credential helpers, which may take seconds. */
  readonly helpers: boolean;
}

/**
 * Lists the registries that were contacted, that a source has credentials for, or that have settings. The list
 * contains no secrets, and no registry is contacted for it.
 */
export async function listRegistries(sources: RegistrySources): Promise<RegistryList> {
  const { clients, credentials, network, settings, canSaveLogins } = sources;
  const [{ accounts, problems }, trust] = await Promise.all([
    credentials.listAccounts(sources.helpers),
    network.trust(),
  ]);
  const contacted = new Map(clients.map((client) => [client.domain, client]));
  const hosts = new Set([
    ...contacted.keys(),
    ...accounts.map(({ host, isSaved }) => (isSaved ? nameInReferences(host) : host)),
    ...settings.map(({ host }) => nameInReferences(host)),
  ]);
  const registries = await Promise.all(
    [...hosts].toSorted().map((host) =>
      viewRegistry({
        host,
        client: contacted.get(host),
        accounts: accounts.filter(
          (account) => account.host === (account.isSaved ? loginHost(host) : host),
        ),
        settings: settings.find((each) => each.host === loginHost(host)),
        network,
      }),
    ),
  );
  return {
    registries,
    problems: [...sources.problems, ...problems, ...trust.problems].map(toFailure),
    canSaveLogins,
  };
}

async function viewRegistry(registry: {
  readonly host: string;
  readonly client: RegistryClient | undefined;
  readonly accounts: readonly Account[];
  readonly settings: HostSettings | undefined;
  readonly network: Network;
}): Promise<RegistryView> {
  const { host, client, accounts, settings, network } = registry;
  // Errors are ignored here: the next request to the host reports them.
  const config = await (client?.hostConfig() ?? network.host(host)).catch(() => undefined);
  const base = {
    host,
    accounts: accounts.map(viewAccount),
    insecure: config?.endpoints.flatMap(({ insecure }) => insecure ?? []) ?? [],
    ...(settings ? { settings } : {}),
    ...(config?.folder ? { folder: config.folder } : {}),
  };
  if (!client) {
    return { ...base, accesses: [], warnings: [] };
  }
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

function viewAccount({ account, source, repository, isSaved }: Account): RegistryAccount {
  return {
    source,
    isSaved,
    ...(account ? { account } : {}),
    ...(repository ? { repository } : {}),
  };
}

function viewLimit({
  limit,
  remaining,
  window,
}: NonNullable<RegistryClient["rateLimit"]>): NonNullable<RegistryView["rateLimit"]> {
  return { limit, remaining, ...(window === undefined ? {} : { window }) };
}
