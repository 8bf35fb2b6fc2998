import type { AuthAttempt } from "../../../../../shared/errors.ts";
import { EngineError, isRetryable } from "../../../errors.ts";
import { SharedTask } from "../../../async/sharedTask.ts";
import { abortable } from "../../../async/abortable.ts";
import type { Credential, Credentials, FoundCredential } from "../auth/credential.ts";
import type { Challenge } from "./challenge.ts";
import { formatScopes, type Scope, widenScopes } from "./scope.ts";
import { basicAuthorization } from "./challenge.ts";
import { createTokenFetcher, type SendToRealm, type Token, type TokenRequest } from "./token.ts";

/** As whom a registry was asked; without a source, anonymously. Nothing secret. */
export interface Access {
  readonly account: string | undefined;
  readonly source: string | undefined;
  readonly scopes: readonly string[];
}

/** A token that is asked for, or was, and the secret that it is asked for with. */
interface PendingToken {
  readonly work: SharedTask<Token>;
  readonly credential: Credential | undefined;
}

/** Scopes kept to be shown; older ones are forgotten. */
const mostScopes = 200;

/**
 * Knows how one registry wants to be asked, and keeps the tokens for it.
 * Credentials are looked up only once the registry asks for them, and go to it and its realm alone.
 */
export class Authorizer {
  readonly #domain: string;
  readonly #credentials: Credentials;
  readonly #checkRealm: (realm: string) => Promise<URL>;
  readonly #fetchToken: (request: TokenRequest) => Promise<Token>;
  /** By the login, realm, service and scopes. */
  readonly #tokens = new Map<string, PendingToken>();
  /** What tokens were given for, by the header that they are sent in. */
  readonly #given = new Map<string, { readonly key: string; readonly challenge: Challenge }>();
  /** The challenge that was answered last, by what we had asked for: repositories may have realms of their own. */
  readonly #challenges = new Map<string, Challenge>();
  /** Credentials by what they were looked up for. */
  readonly #found = new Map<string, Promise<FoundCredential | undefined>>();
  /** Which login was found for each repository last. */
  readonly #logins = new Map<string, string>();
  readonly #accesses = new Map<string, Access>();
  /** As whom was asked last, by what we had asked for. */
  readonly #trails = new Map<string, AuthAttempt>();
  /** The one that was answered last, for what no challenge was answered for. */
  #challenge: Challenge | undefined;

  constructor(options: {
    domain: string;
    credentials: Credentials;
    /** Resolve a realm against the registry and refuse one that it may not name. */
    checkRealm: (realm: string) => Promise<URL>;
    send: SendToRealm;
  }) {
    this.#domain = options.domain;
    this.#credentials = options.credentials;
    this.#checkRealm = options.checkRealm;
    this.#fetchToken = createTokenFetcher(options.send);
  }

  /** As whom the registry was last asked for these scopes: what a refusal is explained with. */
  trail(scopes: readonly Scope[]): AuthAttempt {
    const wanted = formatScopes(scopes);
    return this.#trails.get(wanted.join(" ")) ?? { host: this.#domain, scopes: wanted };
  }

  /** As whom the registry was asked so far, and for what. */
  get accesses(): readonly Access[] {
    return [...this.#accesses.values()];
  }

  /**
   * The Authorization header to send at once, from what the registry wanted before; undefined before that, and
   * where no token is given for a challenge that was about something else.
   */
  async header(scopes: readonly Scope[], signal: AbortSignal): Promise<string | undefined> {
    const own = this.#challenges.get(keyOf(scopes));
    const challenge = own ?? this.#challenge;
    if (!challenge) return undefined;
    try {
      return await this.#authorize(challenge, scopes, undefined, signal);
    } catch (error) {
      if (own || !(error instanceof EngineError) || error.code === "denied" || isRetryable(error))
        throw error;
      return undefined;
    }
  }

  /**
   * The header to try after a 401.
   *
   * @param rejected the header that the 401 was for
   * @returns undefined where there is nothing better to send than what was rejected
   */
  async answer(
    challenges: readonly Challenge[],
    scopes: readonly Scope[],
    rejected: string | undefined,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const challenge =
      choose(challenges) ??
      // Some registries challenge once and then only say 401: what they wanted before still holds.
      this.#challenges.get(keyOf(scopes)) ??
      this.#challenge;
    if (!challenge) return undefined;
    this.#challenge = challenge;
    this.#challenges.set(keyOf(scopes), challenge);
    // A credential that was rejected may have been replaced meanwhile, as helpers do with short-lived ones.
    if (rejected !== undefined && challenge.scheme === "basic") this.#forgetSecrets();
    const header = await this.#authorize(challenge, scopes, rejected, signal);
    return header === rejected ? undefined : header;
  }

  /**
   * Whether a challenge to a token names another realm than the one that gave it. Such a realm may give nothing
   * to those who ask without a login: nvcr.io names its own to a token that has expired, and another one to no
   * token at all.
   */
  namesAnotherRealm(challenges: readonly Challenge[], rejected: string): boolean {
    const named = choose(challenges)?.parameters.get("realm");
    return (
      named !== undefined && named !== this.#given.get(rejected)?.challenge.parameters.get("realm")
    );
  }

  /** The scopes with what the registry asked for in addition when they were last not enough. */
  #wanted(scopes: readonly Scope[]): readonly string[] {
    const asked = this.#challenges.get(keyOf(scopes))?.parameters.get("scope");
    return formatScopes(widenScopes(scopes, asked));
  }

  async #authorize(
    challenge: Challenge,
    scopes: readonly Scope[],
    rejected: string | undefined,
    signal: AbortSignal,
    mayRenew = true,
  ): Promise<string | undefined> {
    const wanted = this.#wanted(scopes);
    const found = await abortable(this.#findCredential(scopes), signal);
    this.#note(found, scopes, wanted);
    const credential = found?.credential;
    if (credential?.kind === "registryToken") return `Bearer ${credential.token}`;
    if (challenge.scheme === "basic") {
      return credential?.kind === "basic"
        ? basicAuthorization(credential.username, credential.password)
        : undefined;
    }
    const { parameters } = challenge;
    const key = JSON.stringify([
      loginOf(found),
      parameters.get("realm"),
      parameters.get("service"),
      ...wanted,
    ]);
    if (this.#tokens.get(key)?.work.isAborted) this.#tokens.delete(key);
    const kept = this.#tokens.get(key);
    let awaited = kept ?? this.#request(key, challenge, scopes, credential);
    try {
      let token = await awaited.work.wait(signal);
      if (kept && (`Bearer ${token.value}` === rejected || token.expires <= Date.now())) {
        // Whoever comes first with a used-up token forgets it; the others find its successor.
        if (this.#tokens.get(key) === kept) this.#tokens.delete(key);
        awaited = this.#tokens.get(key) ?? this.#request(key, challenge, scopes, credential);
        token = await awaited.work.wait(signal);
      }
      return `Bearer ${token.value}`;
    } catch (error) {
      signal.throwIfAborted();
      // Secrets of clouds last an hour: a helper has the next one by now. The one that was refused is not tried twice.
      const renewed =
        mayRenew && isRefusal(error)
          ? (await abortable(this.#findCredential(scopes), signal))?.credential
          : awaited.credential;
      if (JSON.stringify(renewed) === JSON.stringify(awaited.credential)) {
        // The next request begins with a new challenge: the realm may have been the wrong one.
        this.#forgetChallenge(challenge);
        throw error;
      }
      return await this.#authorize(challenge, scopes, rejected, signal, false);
    }
  }

  /** One request for a token however many wait for it; a failed one is forgotten. */
  #request(
    key: string,
    challenge: Challenge,
    scopes: readonly Scope[],
    credential: Credential | undefined,
  ): PendingToken {
    const trail = this.trail(scopes);
    const work = new SharedTask(async (signal) => {
      const realm = await this.#checkRealm(challenge.parameters.get("realm") ?? "");
      return await this.#fetchToken({ challenge, realm, trail, credential, signal });
    });
    const pending = { work, credential };
    this.#tokens.set(key, pending);
    const noteGiven = ({ value }: Token): void => {
      if (this.#given.size >= mostScopes) this.#given.clear();
      this.#given.set(`Bearer ${value}`, { key, challenge });
    };
    work.result.then(noteGiven, (error: unknown) => {
      if (this.#tokens.get(key) === pending) this.#tokens.delete(key);
      // A refused login must be looked up anew, so that one made meanwhile counts.
      if (isRefusal(error)) this.#forgetSecrets();
    });
    return pending;
  }

  /**
   * The credential for the repository that is written to, else for the first. What one login gets must not serve a
   * repository that another one is for, so the same login must be for all of them.
   *
   * @throws EngineError `denied` where it is not, as with a mount from one namespace into another
   */
  async #findCredential(scopes: readonly Scope[]): Promise<FoundCredential | undefined> {
    const main = scopes.find((scope) => scope.actions.includes("push")) ?? scopes[0];
    const others = scopes.filter(({ repository }) => repository !== main?.repository);
    const found = await this.#lookUp(main);
    for (const scope of others) {
      if (loginOf(await this.#lookUp(scope)) === loginOf(found)) continue;
      const names = [main, scope].map((each) => each?.repository ?? "the catalog").join(" and ");
      throw new EngineError(
        "denied",
        `One request to ${this.#domain} cannot be for ${names}: different logins are for them.`,
      );
    }
    return found;
  }

  async #lookUp(wanted: Scope | undefined): Promise<FoundCredential | undefined> {
    const { repository, actions } = wanted ?? {};
    const key = `${repository ?? ""} ${actions?.join(",") ?? ""}`;
    const scope = repository === undefined ? undefined : { repository, actions: actions ?? [] };
    const pending = this.#found.get(key) ?? this.#credentials.find(this.#domain, scope);
    this.#found.set(key, pending);
    try {
      const found = await pending;
      if (repository !== undefined) this.#logins.set(repository, loginOf(found));
      return found;
    } catch (error) {
      this.#found.delete(key);
      throw error;
    }
  }

  /** Whether different logins are known to be for two repositories: one request cannot be for both. */
  haveDifferentLogins(one: string, other: string): boolean {
    const logins = [one, other].map((repository) => this.#logins.get(repository));
    return !logins.includes(undefined) && logins[0] !== logins[1];
  }

  /** The registry answered though nobody's name was given. */
  noteOpen(scopes: readonly Scope[]): void {
    this.#note(undefined, scopes, formatScopes(scopes));
  }

  #note(
    found: FoundCredential | undefined,
    scopes: readonly Scope[],
    wanted: readonly string[],
  ): void {
    this.#trails.set(formatScopes(scopes).join(" "), {
      host: this.#domain,
      ...(found ? { source: found.source } : {}),
      ...(found?.account === undefined ? {} : { account: found.account }),
      ...(found?.repository === undefined ? {} : { repository: found.repository }),
      scopes: wanted,
    });
    const whom = JSON.stringify([found?.account, found?.source]);
    const known = this.#accesses.get(whom)?.scopes ?? [];
    this.#accesses.set(whom, {
      account: found?.account,
      source: found?.source,
      scopes: [...new Set([...known, ...wanted])].slice(-mostScopes),
    });
  }

  /** Ask as if for the first time: forget what was sent and refused, and the challenge that it answered. */
  startAnew(scopes: readonly Scope[], rejected: string): void {
    const given = this.#given.get(rejected);
    if (!given) {
      this.#challenges.delete(keyOf(scopes));
      return;
    }
    this.#forgetChallenge(given.challenge);
    const token = this.#tokens.get(given.key);
    void token?.work.result.then(
      ({ value }) => {
        // Another may have come in its place.
        if (`Bearer ${value}` === rejected) this.#tokens.delete(given.key);
      },
      () => {},
    );
  }

  /** Forget challenges, tokens and credentials, so that the next request begins anew and a login made meanwhile counts. */
  forget(): void {
    this.#challenge = undefined;
    this.#challenges.clear();
    this.#forgetSecrets();
  }

  #forgetChallenge(challenge: Challenge): void {
    if (this.#challenge === challenge) this.#challenge = undefined;
    for (const [key, answered] of this.#challenges)
      if (answered === challenge) this.#challenges.delete(key);
  }

  #forgetSecrets(): void {
    this.#tokens.clear();
    this.#given.clear();
    this.#found.clear();
    this.#logins.clear();
  }
}

/** The challenge that is answered where there are several. */
function choose(challenges: readonly Challenge[]): Challenge | undefined {
  return (
    challenges.find(({ scheme, parameters }) => scheme === "bearer" && parameters.has("realm")) ??
    challenges.find(({ scheme }) => scheme === "basic")
  );
}

/** What was asked for, as a key. */
function keyOf(scopes: readonly Scope[]): string {
  return formatScopes(scopes).join(" ");
}

/** What tells a login from others for the same host; its secret may change. */
function loginOf(found: FoundCredential | undefined): string {
  return JSON.stringify(found ? [found.source, found.account, found.repository] : []);
}

function isRefusal(error: unknown): boolean {
  return error instanceof EngineError && error.code === "unauthorized";
}
