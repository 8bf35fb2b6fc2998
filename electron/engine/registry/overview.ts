import type { RegistryAccount, RegistryList, RegistryView } from "../../../shared/registries.ts";
import { toFailure } from "../failure.ts";
import type { Account, CredentialSource } from "./auth/credential.ts";
import type { HostConfig } from "./hosts/hostConfig.ts";
import type { Network } from "./network.ts";
import { isLoopbackHost } from "./transport/addresses.ts";
import type { RegistryClient } from "./transport/client.ts";

/**
 * What is known of registries: those that were asked, and those that a source has credentials for. Nothing
 * secret, and nothing is asked of a registry for it.
 */
export async function listRegistries(
  clients: readonly RegistryClient[],
  source: CredentialSource,
  network: Network,
  keepsLogins: boolean,
): Promise<RegistryList> {
  const [{ accounts, problems }, trust] = await Promise.all([
    source.listAccounts(),
    network.trust(),
  ]);
  const asked = new Map(clients.map((client) => [client.domain, client]));
  const hosts = [...new Set([...asked.keys(), ...accounts.map(({ host }) => host)])];
  const registries = await Promise.all(
    hosts.toSorted().map((host) =>
      viewRegistry(
        host,
        asked.get(host),
        accounts.filter((account) => account.host === host),
      ),
    ),
  );
  return { registries, problems: [...problems, ...trust.problems].map(toFailure), keepsLogins };
}

async function viewRegistry(
  host: string,
  client: RegistryClient | undefined,
  accounts: readonly Account[],
): Promise<RegistryView> {
  const base = { host, accounts: accounts.map(viewAccount) };
  if (!client) return { ...base, served: [], warnings: [] };
  const { rateLimit, warnings } = client.notices;
  // A host whose settings cannot be read is listed all the same: the error stands where it was asked.
  const config = await client.hostConfig().catch(() => undefined);
  const served = config ? await client.served() : [];
  const insecure = config && insecurity(config);
  return {
    ...base,
    served: served.map(({ account, source, scopes }) => ({
      ...(account ? { account } : {}),
      ...(source ? { source } : {}),
      scopes,
    })),
    warnings,
    ...(rateLimit ? { rateLimit: viewLimit(rateLimit) } : {}),
    ...(insecure ? { insecure } : {}),
    ...(config?.folder ? { folder: config.folder } : {}),
  };
}

function viewAccount({ account, source, repository, kept }: Account): RegistryAccount {
  return { source, kept, ...(account ? { account } : {}), ...(repository ? { repository } : {}) };
}

function viewLimit({
  limit,
  remaining,
  window,
}: NonNullable<RegistryClient["notices"]["rateLimit"]>): NonNullable<RegistryView["rateLimit"]> {
  return { limit, remaining, ...(window === undefined ? {} : { window }) };
}

function insecurity({ endpoints }: HostConfig): RegistryView["insecure"] {
  if (endpoints.some(({ tls }) => tls.skipVerify)) return "unverified certificate";
  // On this machine plain HTTP is as it should be.
  const plain = endpoints.some(
    ({ origin }) => origin.protocol === "http:" && !isLoopbackHost(origin.hostname),
  );
  return plain ? "plain http" : undefined;
}
