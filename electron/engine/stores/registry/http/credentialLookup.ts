import { EngineError } from "../../../errors.ts";
import type { Credentials, FoundCredential } from "../auth/credential.ts";
import type { Scope } from "./scope.ts";

/** Looks up the credentials for one registry and caches them until they are forgotten. */
export class CredentialLookup {
  readonly #domain: string;
  readonly #credentials: Credentials;
  /** By repository and actions. */
  readonly #found = new Map<string, Promise<FoundCredential | undefined>>();
  /** The login that was found last for each repository. */
  readonly #logins = new Map<string, string>();

  constructor(domain: string, credentials: Credentials) {
    this.#domain = domain;
    this.#credentials = credentials;
  }

  /**
   * The credential for the repository that is pushed to, or else for the first one. All scopes must have the same login,
   * since a token for one login must not be used for a repository of another.
   *
   * @throws EngineError `denied` if the logins differ, as for a mount from one namespace into another
   */
  async find(scopes: readonly Scope[]): Promise<FoundCredential | undefined> {
    const main = scopes.find((scope) => scope.actions.includes("push")) ?? scopes[0];
    const found = await this.#find(main);
    for (const scope of scopes) {
      if (scope.repository === main?.repository) {
        continue;
      }
      if (loginIdentity(await this.#find(scope)) === loginIdentity(found)) {
        continue;
      }
      throw new EngineError(
        "denied",
        `One request to ${this.#domain} cannot use ${main?.repository} and ${scope.repository}: different logins are for them.`,
      );
    }
    return found;
  }

  async #find(given: Scope | undefined): Promise<FoundCredential | undefined> {
    // Logins for single repositories are not for the catalog.
    const scope = given?.type === undefined ? given : undefined;
    const key = scope ? `${scope.repository} ${scope.actions.join(",")}` : "";
    const pending = this.#found.get(key) ?? this.#credentials.find(this.#domain, scope);
    this.#found.set(key, pending);
    try {
      const found = await pending;
      if (scope) {
        this.#logins.set(scope.repository, loginIdentity(found));
      }
      return found;
    } catch (error) {
      this.#found.delete(key);
      throw error;
    }
  }

  /** Whether two repositories are known to have different logins. */
  haveDifferentLogins(one: string, other: string): boolean {
    const [first, second] = [this.#logins.get(one), this.#logins.get(other)];
    return first !== undefined && second !== undefined && first !== second;
  }

  forget(): void {
    this.#found.clear();
    this.#logins.clear();
  }
}

/** Identifies a login of a registry; its secret may change. */
export function loginIdentity(found: FoundCredential | undefined): string {
  return JSON.stringify(found ? [found.source, found.account, found.repository] : []);
}
