import type { EngineError } from "../../../errors.ts";

/** Authenticates to a registry. It never leaves the main process and is never logged. */
export type Credential =
  | { readonly kind: "basic"; readonly username: string; readonly password: string }
  /** An OAuth refresh token, under the name of Docker's config and helpers. */
  | { readonly kind: "identityToken"; readonly token: string }
  /** A bearer token for the registry itself. */
  | { readonly kind: "registryToken"; readonly token: string };

/** A credential with its source and account, which may be shown. */
export interface FoundCredential {
  readonly credential: Credential;
  /** For messages: `~/.docker/config.json`, `docker-credential-osxkeychain`. */
  readonly source: string;
  /** The user name, if the credential has one. */
  readonly account: string | undefined;
  /** The namespace or repository it is limited to; absent if it is for the whole host. */
  readonly repository?: string;
}

/** What a credential is needed for. Some sources keep several credentials for one host. */
export interface CredentialScope {
  /** The path of the repository: `acme/app`. */
  readonly repository: string;
  /** `pull`, `push`, `delete`. */
  readonly actions: readonly string[];
}

/** Looks up credentials. */
export interface Credentials {
  /**
   * @param domain the domain of a reference: `docker.io`, `ghcr.io`, `localhost:5000`
   * @param scope without it, only credentials for the whole host are found
   */
  find(domain: string, scope?: CredentialScope): Promise<FoundCredential | undefined>;
}

/** A credential that a source has for a host, without its secrets. */
export interface Account {
  /** The domain of a reference. */
  readonly host: string;
  /** The namespace or repository it is limited to; undefined if it is for the whole host. */
  readonly repository: string | undefined;
  /** The actions it is limited to; empty if it is for all. */
  readonly actions: readonly string[];
  /** The user name, if the source has it without revealing a secret. */
  readonly account: string | undefined;
  /** As in {@link FoundCredential}. */
  readonly source: string;
  /** Whether it is saved in the app, which can then remove it. */
  readonly isSaved: boolean;
}

export interface AccountList {
  readonly accounts: readonly Account[];
  /** Errors of the sources that could not be listed completely. */
  readonly problems: readonly EngineError[];
}

/** Looks up credentials and lists their accounts. */
export interface CredentialSource extends Credentials {
  /**
   * Never asks a helper for a secret, and never throws: errors are among the problems.
   * @param helpers whether to run credential helpers, which may take seconds; otherwise only files are read
   */
  listAccounts(helpers?: boolean): Promise<AccountList>;
}

/** The environment in which credentials are looked up. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

/** No credentials: every request is anonymous. */
export const anonymous: Credentials = { find: () => Promise.resolve(undefined) };
