import type { EngineError } from "../../failure.ts";
import { collectAccounts } from "./collectAccounts.ts";
import type { Account, Credential, CredentialSource } from "./credential.ts";
import { domainOfKey } from "./hub.ts";

/** Logins made in the app. What keeps them decides how long; nothing but `find` gives out a secret. */
export interface KeptLogins {
  /** @param host as {@link loginHost} writes it */
  find(host: string): Promise<Credential | undefined>;
  /** The hosts that have a login, the names of the accounts that have one, and what could not be read. */
  list(): Promise<{
    readonly logins: readonly { readonly host: string; readonly account: string | undefined }[];
    readonly problems: readonly EngineError[];
  }>;
  /** Keep a login, in the place of another for the same host. */
  save(host: string, credential: Credential): Promise<void>;
  remove(host: string): Promise<void>;
}

const source = "a login made in Manifestry";

/** The host that a login is kept under, from a domain or an address: `docker.io` for all of Docker Hub's. */
export function loginHost(domain: string): string {
  return domainOfKey(domain.trim().toLowerCase());
}

/** Logins that last as long as the app runs. */
export function memoryLogins(): KeptLogins {
  const logins = new Map<string, Credential>();
  return {
    find: (host) => Promise.resolve(logins.get(host)),
    list: () =>
      Promise.resolve({
        logins: [...logins].map(([host, credential]) => ({
          host,
          account: accountName(credential),
        })),
        problems: [],
      }),
    save(host, credential) {
      logins.set(host, credential);
      return Promise.resolve();
    },
    remove(host) {
      logins.delete(host);
      return Promise.resolve();
    },
  };
}

/** Logins made in the app as a source of credentials. */
export function keptCredentials(logins: KeptLogins): CredentialSource {
  return {
    async find(domain) {
      const credential = await logins.find(loginHost(domain));
      return credential && { credential, source, account: accountName(credential) };
    },
    listAccounts: () =>
      collectAccounts([
        async () => {
          const { logins: kept, problems } = await logins.list();
          const accounts = kept.map(({ host, account }): Account => ({
            host,
            repository: undefined,
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
