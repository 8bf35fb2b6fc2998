import type { EngineError } from "../../../errors.ts";

/** What proves who we are to a registry. It never leaves the main process and is never logged. */
export type Credential =
  | { readonly kind: "basic"; readonly username: string; readonly password: string }
  /** An OAuth refresh token, as Docker's config and helpers call it. */
  | { readonly kind: "identityToken"; readonly token: string }
  /** A bearer token that the registry takes as it is. */
  | { readonly kind: "registryToken"; readonly token: string };

/** A credential with what may be told of it: where it came from and whose it is. */
export interface FoundCredential {
  readonly credential: Credential;
  /** In words: `~/.docker/config.json`, `docker-credential-osxkeychain`. */
  readonly source: string;
  /** The account's name, where the credential has one. */
  readonly account: string | undefined;
  /** The namespace or repository that it is for, where it is not for the whole host. */
  readonly repository?: string;
}

/** What a credential is wanted for. Some sources keep several for one host, told apart by these. */
export interface CredentialScope {
  /** The repository's path in its registry: `acme/app`. */
  readonly repository: string;
  /** `pull`, `push`, `delete`. */
  readonly actions: readonly string[];
}

/** Where credentials are looked up. */
export interface Credentials {
  /**
   * @param domain as it stands in a reference: `docker.io`, `ghcr.io`, `localhost:5000`
   * @param scope what the credential is for; without it, what holds for the whole host
   */
  find(domain: string, scope?: CredentialScope): Promise<FoundCredential | undefined>;
}

/** That a source has a credential for a host: everything that may be shown of it. */
export interface Account {
  /** As it stands in a reference. */
  readonly host: string;
  /** The namespace or repository that it is for, where it is not for the whole host. */
  readonly repository: string | undefined;
  /** The actions that it is for; empty where it is for all. */
  readonly actions: readonly string[];
  /** The account's name, where the source tells it without giving out a secret. */
  readonly account: string | undefined;
  /** In words, as in {@link FoundCredential}. */
  readonly source: string;
  /** Whether the app itself keeps it, and so can forget it. */
  readonly kept: boolean;
}

export interface AccountList {
  readonly accounts: readonly Account[];
  /** What kept a source from being listed whole. The accounts of the others stand. */
  readonly problems: readonly EngineError[];
}

/** Credentials that can also say whose they are. */
export interface CredentialSource extends Credentials {
  /**
   * Never asks a helper for a secret, and never throws: what goes wrong is among the problems.
   * @param helpers whether programs are asked, which may take seconds; without them, what files tell
   */
  listAccounts(helpers?: boolean): Promise<AccountList>;
}

/** The environment to look in; tests bring their own. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

/** No credentials at all: every registry is asked anonymously. */
export const anonymous: Credentials = { find: () => Promise.resolve(undefined) };
