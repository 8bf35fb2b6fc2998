import type { EngineError } from "../../../errors.ts";
import { collectAccounts } from "./collectAccounts.ts";
import type { Account, Credential, CredentialSource } from "./credential.ts";
import { credentialKeys, loginHost, splitCredentialKey } from "./credentialKeys.ts";

/**
 * Logins made in the app. A key is a host (`ghcr.io`), or a namespace or repository of it (`ghcr.io/acme`,
 * `ghcr.io/acme/app`). Only `find` returns secrets.
 */
export interface SavedLogins {
  /** The login saved under exactly this key. @param key its host as {@link loginHost} writes it */
  find(key: string): Promise<Credential | undefined>;
  /** The keys of the saved logins with their user names, and errors of those that could not be read. */
  list(): Promise<{
    readonly logins: readonly { readonly key: string; readonly account: string | undefined }[];
    readonly problems: readonly EngineError[];
  }>;
  /** Saves a login and replaces any other with the same key. */
  save(key: string, credential: Credential): Promise<void>;
  remove(key: string): Promise<void>;
}

const source = "a login made in Manifestry";

/** Logins that are kept in memory only, until the app quits. */
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
 * Saved logins as a source of credentials. A login for a repository takes precedence over one for its namespace, and
 * that over one for the host, as in Podman's `auth.json`.
 */
export function savedLoginCredentials(logins: SavedLogins): CredentialSource {
  return {
    async find(domain, scope) {
      for (const key of credentialKeys(loginHost(domain), scope?.repository)) {
        const credential = await logins.find(key);
        if (!credential) {
          continue;
        }
        const account = accountName(credential);
        const { repository } = splitCredentialKey(key);
        if (repository === undefined) {
          return { credential, source, account };
        }
        return { credential, source: `${source} for ${key}`, account, repository };
      }
      return undefined;
    },
    listAccounts: () =>
      collectAccounts([
        async () => {
          const { logins: saved, problems } = await logins.list();
          const accounts = saved.map(({ key, account }): Account => ({
            ...splitCredentialKey(key),
            actions: [],
            account,
            source,
            isSaved: true,
          }));
          return { accounts, problems };
        },
      ]),
  };
}

function accountName(credential: Credential): string | undefined {
  return credential.kind === "basic" ? credential.username : undefined;
}
