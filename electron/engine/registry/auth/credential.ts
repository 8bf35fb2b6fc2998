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
}

/** Where credentials are looked up. */
export interface Credentials {
  /** @param domain as it stands in a reference: `docker.io`, `ghcr.io`, `localhost:5000` */
  find(domain: string): Promise<FoundCredential | undefined>;
}

/** No credentials at all: every registry is asked anonymously. */
export const anonymous: Credentials = { find: () => Promise.resolve(undefined) };
