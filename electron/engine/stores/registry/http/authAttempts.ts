import type { AuthAttempt } from "../../../../../shared/errors.ts";
import type { FoundCredential } from "../auth/credential.ts";
import { formatScopes, type Scope } from "./scope.ts";

/** An account that a registry was requested with and its scopes; anonymous without a source. Contains no secret. */
export interface Access {
  readonly account: string | undefined;
  readonly source: string | undefined;
  readonly scopes: readonly string[];
}

/** Maximum number of scopes remembered per account; older ones are dropped. */
const maxScopes = 200;

/** Records which accounts and scopes the requests to one registry used, for error messages and the Registries page. */
export class AuthAttempts {
  readonly #domain: string;
  readonly #accesses = new Map<string, Access>();
  /** The last attempt by the scopes of the request. */
  readonly #last = new Map<string, AuthAttempt>();

  constructor(domain: string) {
    this.#domain = domain;
  }

  /** @param requested the scopes with those that a challenge added */
  record(
    scopes: readonly Scope[],
    requested: readonly string[],
    found: FoundCredential | undefined,
  ): void {
    const { source, account, repository } = found ?? {};
    this.#last.set(scopesKey(scopes), {
      host: this.#domain,
      ...(source === undefined ? {} : { source }),
      ...(account === undefined ? {} : { account }),
      ...(repository === undefined ? {} : { repository }),
      scopes: requested,
    });
    const key = JSON.stringify([account, source]);
    const known = this.#accesses.get(key)?.scopes ?? [];
    const all = [...new Set([...known, ...requested])].slice(-maxScopes);
    this.#accesses.set(key, { account, source, scopes: all });
  }

  /** The last attempt for these scopes. */
  last(scopes: readonly Scope[]): AuthAttempt {
    const known = this.#last.get(scopesKey(scopes));
    return known ?? { host: this.#domain, scopes: formatScopes(scopes) };
  }

  get accesses(): readonly Access[] {
    return [...this.#accesses.values()];
  }
}

/** Scopes as the key of a map. */
export function scopesKey(scopes: readonly Scope[]): string {
  return formatScopes(scopes).join(" ");
}
