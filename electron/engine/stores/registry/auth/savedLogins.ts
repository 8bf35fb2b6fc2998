import type { EngineError } from "../../../errors.ts";
import { collectAccounts } from "./collectAccounts.ts";
import { type Account, type Credential, type CredentialSource } from "./credential.ts";
import { credentialKeys, loginHost, splitCredentialKey } from "./credentialKeys.ts";

/**
 * Logins made in the app, each for a host (`ghcr.io`) or for a namespace or repository of it (`ghcr.io/acme`,
 * `ghcr.io/acme/app`): the keys. What keeps them decides how long; nothing but `find` gives out a secret.
 */
export interface SavedLogins {
  /** The login that is kept under this key itself. @param key its host as {@link loginHost} writes it */
  find(key: string): Promise<Credential | undefined>;
  /** What has a login, the names of the accounts that have one, and what could not be read. */
  list(): Promise<{
    readonly logins: readonly { readonly key: string; readonly account: string | undefined }[];
    readonly problems: readonly EngineError[];
  }>;
  /** Keep a login, in the place of another with the same key. */
  save(key: string, credential: Credential): Promise<void>;
  remove(key: string): Promise<void>;
}

const source = "a login made in Manifestry";

/** Logins that last as long as the app runs. */
export function createMemoryLogins(): SavedLogins {
  const logins = new Map<string, Credential>();
  return {
    find: (key) => Promise.resolve(logins.get(key)),
    list: () =>
      Promise.resolve({
        logins: [...logins].map(([key, credential]) => ({
          key,
          account: accountName(credential),
        })),
        problems: [],
      }),
    save(key, credential) {
      logins.set(key, credential);
      return Promise.resolve();
    },
    remove(key) {
      logins.delete(key);
      return Promise.resolve();
    },
  };
}

/**
 * Logins made in the app as a source of credentials: for a repository before its namespace, a namespace before the
 * host, as with Podman's `auth.json`.
 */
export function savedLoginCredentials(logins: SavedLogins): CredentialSource {
  return {
    async find(domain, scope) {
      for (const key of credentialKeys(loginHost(domain), scope?.repository)) {
        const credential = await logins.find(key);
        if (!credential) continue;
        const account = accountName(credential);
        const { repository } = splitCredentialKey(key);
        if (repository === undefined) return { credential, source, account };
        return { credential, source: `${source} for ${key}`, account, repository };
      }
      return undefined;
    },
    listAccounts: () =>
      collectAccounts([
        async () => {
          const { logins: kept, problems } = await logins.list();
          const accounts = kept.map(({ key, account }): Account => ({
            ...splitCredentialKey(key),
            actions: [],
            account,
            source,
            kept: true,
          }));
          return { accounts, problems };
        },
      ]),
  };
}

function accountName(credential: Credential): string | undefined {
  return credential.kind === "basic" ? credential.username : undefined;
}
