import { loginKey } from "../../../shared/registries.ts";
import type { SavedLogins } from "../../engine/stores/registry/auth/savedLogins.ts";
import { loginHost } from "../../engine/stores/registry/auth/credentialKeys.ts";
import type { CredentialSource } from "../../engine/stores/registry/auth/credential.ts";
import { checkHostSettings } from "../../engine/stores/registry/hosts/findHost.ts";
import { checkLogin } from "../../engine/stores/registry/checkLogin.ts";
import type { Network } from "../../engine/stores/registry/http/network.ts";
import { listRegistries } from "../../engine/stores/registry/listRegistries.ts";
import {
  nameInReferences,
  parseLoginScope,
  parseRegistryHost,
} from "../../engine/stores/registry/hosts/hostInput.ts";
import type { RegistryClient } from "../../engine/stores/registry/http/registryClient.ts";
import type { Stores } from "../../engine/stores/openStores.ts";
import type { StoredHostSettings } from "../../storage/hostSettings.ts";
import { isEncryptionAvailable } from "../../storage/encryptText.ts";
import { confirmConnection } from "../confirmConnection.ts";
import { handle } from "../handle.ts";
import { handleJob } from "../handleJob.ts";
import { calmMs } from "../progressReporter.ts";

interface Registries {
  readonly stores: Stores;
  readonly credentials: CredentialSource;
  readonly logins: SavedLogins;
  readonly network: Network;
  readonly hosts: StoredHostSettings;
}

/**
 * Handlers of registries: list them with their accounts, log in and out, set how a host is reached. A password is sent by
 * the window and never back to it.
 */
export function handleRegistries(registries: Registries): void {
  const { stores, credentials, logins, network, hosts } = registries;
  handle("registry:list", async ({ helpers }) =>
    listRegistries({
      clients: stores.clients(),
      credentials,
      network,
      settings: hosts.list(),
      problems: hosts.problems,
      canSaveLogins: await isEncryptionAvailable(),
      helpers,
    }),
  );
  handleJob("registry:logIn", async ({ registry, username, password }, signal, reporter) => {
    const scope = parseLoginScope(registry);
    const { host, repository } = scope;
    const message = `Contacting ${host}…`;
    reporter.report("working", calmMs, () => ({ kind: "working", message, done: 0, total: 0 }));
    const credential = { kind: "basic", username, password } as const;
    await checkLogin(scope, { credential, network }, signal);
    await logins.save(loginKey(host, repository), credential);
    await forget(stores, host);
    const name = nameInReferences(host);
    return {
      host,
      ...(repository === undefined ? {} : { repository }),
      isEncrypted: await isEncryptionAvailable(),
      ...(name === host ? {} : { nameInReferences: name }),
    };
  });
  handle("registry:logOut", async ({ host, repository }) => {
    const domain = loginHost(host);
    await logins.remove(loginKey(domain, repository));
    await forget(stores, domain);
    return null;
  });
  handle("registry:setHost", async (settings) => {
    const host = parseRegistryHost(settings.host);
    await checkHostSettings(settings);
    await confirmConnection(hosts.of(host), { ...settings, host });
    await hosts.save({ ...settings, host });
    for (const client of clientsOf(stores, host)) {
      client.reopen();
    }
    return null;
  });
}

async function forget(stores: Stores, domain: string): Promise<void> {
  await Promise.all(clientsOf(stores, domain).map((client) => client.forgetLogin()));
}

function clientsOf(stores: Stores, domain: string): readonly RegistryClient[] {
  return stores.clients().filter((client) => loginHost(client.domain) === domain);
}
