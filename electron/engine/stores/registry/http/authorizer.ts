import type { AuthAttempt } from "../../../../../shared/errors.ts";
import { abortable } from "../../../async/abortable.ts";
import { SharedTask } from "../../../async/sharedTask.ts";
import { EngineError } from "../../../errors.ts";
import { isRepeatedByClient } from "./retry.ts";
import type { Credential, Credentials } from "../auth/credential.ts";
import { type Access, AuthAttempts, scopesKey } from "./authAttempts.ts";
import { basicAuthorization, type Challenge } from "./challenge.ts";
import { CredentialLookup, loginIdentity } from "./credentialLookup.ts";
import { formatScopes, type Scope, widenScopes } from "./scope.ts";
import { createTokenFetcher, type SendToRealm, type Token, type TokenRequest } from "./token.ts";

/** A token that is being fetched or was fetched, and the credential for it. */
interface PendingToken {
  readonly task: SharedTask<Token>;
  readonly credential: Credential | undefined;
}

/** What a header is needed for. */
interface HeaderRequest {
  readonly challenge: Challenge;
  readonly scopes: readonly Scope[];
  /** The header that the registry rejected, if any. */
  readonly rejected?: string | undefined;
  readonly signal: AbortSignal;
}

/** Maximum number of tokens whose challenges are remembered. */
const maxIssued = 200;

/**
 * Creates Authorization headers for one registry and caches its tokens. Credentials are looked up after the first
 * challenge, and are sent to the registry and its token server only.
 */
export class Authorizer {
  readonly #credentials: CredentialLookup;
  readonly #attempts: AuthAttempts;
  readonly #checkRealm: (realm: string) => Promise<URL>;
  readonly #fetchToken: (request: TokenRequest) => Promise<Token>;
  /** By login, realm, service and scopes. */
  readonly #tokens = new Map<string, PendingToken>();
  /** The challenge that each token answers, by the header with the token. */
  readonly #issued = new Map<string, { readonly key: string; readonly challenge: Challenge }>();
  /** The last challenge by scopes: repositories may have different realms. */
  readonly #challenges = new Map<string, Challenge>();
  /** The last challenge of all, for scopes without one. */
  #challenge: Challenge | undefined;

  constructor(options: {
    domain: string;
    credentials: Credentials;
    /** Resolves a realm against the registry's URL and rejects an unsafe one. */
    checkRealm: (realm: string) => Promise<URL>;
    send: SendToRealm;
  }) {
    this.#credentials = new CredentialLookup(options.domain, options.credentials);
    this.#attempts = new AuthAttempts(options.domain);
    this.#checkRealm = options.checkRealm;
    this.#fetchToken = createTokenFetcher(options.send);
  }

  /** The account and scopes of the last request for these scopes, for error messages. */
  lastAttempt(scopes: readonly Scope[]): AuthAttempt {
    return this.#attempts.last(scopes);
  }

  get accesses(): readonly Access[] {
    return this.#attempts.accesses;
  }

  /** Whether two repositories are known to have different logins: one request cannot use both. */
  haveDifferentLogins(one: string, other: string): boolean {
    return this.#credentials.haveDifferentLogins(one, other);
  }

  /** Records a successful request without an Authorization header. */
  recordAnonymous(scopes: readonly Scope[]): void {
    this.#attempts.record(scopes, formatScopes(scopes), undefined);
  }

  /**
   * The header for a request, from earlier challenges. Undefined before the first challenge, or if only a challenge for
   * other scopes is known and no token can be fetched for it.
   */
  async header(scopes: readonly Scope[], signal: AbortSignal): Promise<string | undefined> {
    const own = this.#challenges.get(scopesKey(scopes));
    const challenge = own ?? this.#challenge;
    if (!challenge) {
      return undefined;
    }
    try {
      return await this.#authorize({ challenge, scopes, signal });
    } catch (error) {
      const isFinal = !(error instanceof EngineError) || error.code === "denied";
      if (own || isFinal || isRepeatedByClient(error)) {
        throw error;
      }
      return undefined;
    }
  }

  /**
   * The header after a 401.
   *
   * @param rejected the header of the request
   * @returns undefined if there is no other header than the rejected one
   */
  async answer(
    challenges: readonly Challenge[],
    { scopes, rejected, signal }: Omit<HeaderRequest, "challenge">,
  ): Promise<string | undefined> {
    const challenge =
      chooseChallenge(challenges) ??
      // Some registries send a challenge only with the first 401.
      this.#challenges.get(scopesKey(scopes)) ??
      this.#challenge;
    if (!challenge) {
      return undefined;
    }
    this.#challenge = challenge;
    this.#challenges.set(scopesKey(scopes), challenge);
    // A helper may have replaced a short-lived password.
    if (rejected !== undefined && challenge.scheme === "basic") {
      this.#forgetSecrets();
    }
    const header = await this.#authorize({ challenge, scopes, rejected, signal });
    return header === rejected ? undefined : header;
  }

  /**
   * Whether a challenge to a token names another realm than the one that issued it. Such a realm may issue nothing to an
   * anonymous client: nvcr.io names its own realm to an expired token, and another one to a request without a token.
   */
  namesAnotherRealm(challenges: readonly Challenge[], rejected: string): boolean {
    const named = chooseChallenge(challenges)?.parameters.get("realm");
    const issuer = this.#issued.get(rejected)?.challenge.parameters.get("realm");
    return named !== undefined && named !== issuer;
  }

  /** Forgets a rejected header and the challenge that it answered, so that the next request is sent without one. */
  startOver(scopes: readonly Scope[], rejected: string): void {
    const issued = this.#issued.get(rejected);
    if (!issued) {
      this.#challenges.delete(scopesKey(scopes));
      return;
    }
    this.#forgetChallenge(issued.challenge);
    const pending = this.#tokens.get(issued.key);
    void pending?.task.result.then(
      (token) => {
        // A newer token may have replaced it.
        if (bearer(token.value) === rejected) {
          this.#tokens.delete(issued.key);
        }
      },
      () => {},
    );
  }

  /** Forgets challenges, tokens and credentials, so that a new login is used. */
  forget(): void {
    this.#challenge = undefined;
    this.#challenges.clear();
    this.#forgetSecrets();
  }

  async #authorize(request: HeaderRequest): Promise<string | undefined> {
    const { challenge, scopes, rejected, signal } = request;
    const challenged = this.#challenges.get(scopesKey(scopes))?.parameters.get("scope");
    const requested = formatScopes(widenScopes(scopes, challenged));
    for (let isRenewed = false; ; isRenewed = true) {
      const found = await abortable(this.#credentials.find(scopes), signal);
      this.#attempts.record(scopes, requested, found);
      const credential = found?.credential;
      if (credential?.kind === "registryToken") {
        return bearer(credential.token);
      }
      if (challenge.scheme === "basic") {
        return basicHeader(credential);
      }
      const { parameters } = challenge;
      const issuer = [parameters.get("realm"), parameters.get("service")];
      const key = JSON.stringify([loginIdentity(found), ...issuer, ...requested]);
      const cached = this.#cachedToken(key);
      let pending = cached ?? this.#requestToken(key, request, credential);
      try {
        let token = await pending.task.wait(signal);
        const isUsedUp = bearer(token.value) === rejected || token.expires <= Date.now();
        if (cached && isUsedUp) {
          // Another request may have replaced it already.
          if (this.#tokens.get(key) === cached) {
            this.#tokens.delete(key);
          }
          pending = this.#tokens.get(key) ?? this.#requestToken(key, request, credential);
          token = await pending.task.wait(signal);
        }
        return bearer(token.value);
      } catch (error) {
        signal.throwIfAborted();
        const used = pending.credential;
        if (!isRenewed && isUnauthorized(error) && (await this.#isReplaced(used, scopes, signal))) {
          continue;
        }
        // The realm may have been the wrong one: the next request gets a new challenge.
        this.#forgetChallenge(challenge);
        throw error;
      }
    }
  }

  /** Whether a new lookup finds another secret: helpers replace short-lived ones. The refused one is not sent again. */
  async #isReplaced(
    refused: Credential | undefined,
    scopes: readonly Scope[],
    signal: AbortSignal,
  ): Promise<boolean> {
    const found = await abortable(this.#credentials.find(scopes), signal);
    return JSON.stringify(found?.credential) !== JSON.stringify(refused);
  }

  #cachedToken(key: string): PendingToken | undefined {
    if (this.#tokens.get(key)?.task.isAborted) {
      this.#tokens.delete(key);
    }
    return this.#tokens.get(key);
  }

  /** Fetches a token, once for all concurrent requests. A failed request is not cached. */
  #requestToken(
    key: string,
    { challenge, scopes }: HeaderRequest,
    credential: Credential | undefined,
  ): PendingToken {
    const auth = this.lastAttempt(scopes);
    const task = new SharedTask(async (signal) => {
      const realm = await this.#checkRealm(challenge.parameters.get("realm") ?? "");
      return await this.#fetchToken({ challenge, realm, auth, credential, signal });
    });
    const pending = { task, credential };
    this.#tokens.set(key, pending);
    const rememberIssuer = ({ value }: Token): void => {
      if (this.#issued.size >= maxIssued) {
        this.#issued.clear();
      }
      this.#issued.set(bearer(value), { key, challenge });
    };
    task.result.then(rememberIssuer, (error: unknown) => {
      if (this.#tokens.get(key) === pending) {
        this.#tokens.delete(key);
      }
      // The user may log in meanwhile.
      if (isUnauthorized(error)) {
        this.#forgetSecrets();
      }
    });
    return pending;
  }

  #forgetChallenge(challenge: Challenge): void {
    if (this.#challenge === challenge) {
      this.#challenge = undefined;
    }
    for (const [key, answered] of this.#challenges) {
      if (answered === challenge) {
        this.#challenges.delete(key);
      }
    }
  }

  #forgetSecrets(): void {
    this.#tokens.clear();
    this.#issued.clear();
    this.#credentials.forget();
  }
}

/** The challenge to answer: Bearer before Basic. */
function chooseChallenge(challenges: readonly Challenge[]): Challenge | undefined {
  return (
    challenges.find(({ scheme, parameters }) => scheme === "bearer" && parameters.has("realm")) ??
    challenges.find(({ scheme }) => scheme === "basic")
  );
}

function bearer(token: string): string {
  return `Bearer ${token}`;
}

function basicHeader(credential: Credential | undefined): string | undefined {
  return credential?.kind === "basic"
    ? basicAuthorization(credential.username, credential.password)
    : undefined;
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof EngineError && error.code === "unauthorized";
}
