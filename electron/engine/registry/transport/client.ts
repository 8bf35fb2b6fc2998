import { EngineError } from "../../failure.ts";
import { wireHost } from "../../oci/reference.ts";
import type { Credentials } from "../auth/credential.ts";
import { isLoopbackHost } from "./addresses.ts";
import { Authorizer } from "./authorizer.ts";
import { limits, readCapped } from "./limits.ts";
import { networkError } from "./networkError.ts";
import { type RateLimit, readRateLimit, readWarning } from "./notices.ts";
import { Pace } from "./pace.ts";
import { registryError } from "./registryError.ts";
import { parseRetryAfter, PassingFailure, retry } from "./retry.ts";
import type { Scope } from "./scope.ts";
import { type Answer, isRepeatable, type Message, Wire } from "./wire.ts";

/** A request to a registry, in the terms of its endpoints. */
export interface RegistryRequest extends Message {
  /** A path from the registry's root, or an address that the registry gave. */
  readonly url: string | URL;
  readonly scopes: readonly Scope[];
  /** The statuses that the caller understands; any other is an error. */
  readonly expect: readonly number[];
  readonly signal: AbortSignal;
}

export type RegistryResponse = Answer;

export interface RegistryClientOptions {
  /** As it stands in references: `docker.io`, `localhost:5000`. */
  readonly domain: string;
  readonly credentials: Credentials;
}

/** What a registry has said beside its answers. */
export interface Notices {
  readonly rateLimit: RateLimit | undefined;
  /** Each text once, in the order received. */
  readonly warnings: readonly string[];
}

/** Milliseconds that a person may be let wait for a limit without being told. */
const longestWait = 60_000;

/** Warnings kept of one registry; one that says more is just noisy. */
const mostWarnings = 50;

/**
 * Talks HTTP to one registry: authenticates, keeps its pace, retries what may pass, and turns what goes wrong
 * into errors for people.
 */
export class RegistryClient {
  readonly domain: string;
  readonly #wire: Wire;
  readonly #authorizer: Authorizer;
  readonly #pace = new Pace();
  readonly #warnings = new Set<string>();
  #rateLimit: RateLimit | undefined;

  constructor(options: RegistryClientOptions) {
    this.domain = options.domain;
    const host = wireHost(options.domain);
    const { hostname } = new URL(`https://${host}`);
    // Plain HTTP for this machine only, as containerd's MatchLocalhost.
    this.#wire = new Wire(new URL(`${isLoopbackHost(hostname) ? "http" : "https"}://${host}`));
    this.#authorizer = new Authorizer({
      domain: options.domain,
      credentials: options.credentials,
      checkRealm: (realm) => this.#checkRealm(realm),
      send: (url, message) =>
        this.#wire.send({ what: "token", signal: undefined, ...message }, url),
    });
  }

  /** What the registry has said of its limits, and what it warned of. */
  get notices(): Notices {
    return { rateLimit: this.#rateLimit, warnings: [...this.#warnings] };
  }

  /**
   * Make a request and return the answer if it is one that the caller expects.
   * The caller reads or dumps the body.
   * @throws EngineError for anything else
   */
  async request(request: RegistryRequest): Promise<RegistryResponse> {
    // A POST opens an upload: made twice, it leaves one behind that the registry sweeps up.
    if (isRepeatable(request.body))
      return await retry(() => this.#attempt(request), request.signal);
    try {
      return await this.#attempt(request);
    } catch (error) {
      throw error instanceof PassingFailure ? error.failure : error;
    }
  }

  /**
   * Make a request and read its answer whole; a body that breaks off is asked for again.
   * @param limit the most bytes taken
   */
  async read(
    request: RegistryRequest,
    limit: number,
  ): Promise<RegistryResponse & { readonly bytes: Uint8Array }> {
    return await retry(async () => {
      const response = await this.#attempt(request);
      try {
        return { ...response, bytes: await readCapped(response.body, limit, request.what) };
      } catch (cause) {
        throw this.bodyError(cause, request, response.url);
      }
    }, request.signal);
  }

  /** What a body that broke off means; passing where the same request may go through. */
  bodyError(cause: unknown, request: RegistryRequest, url: URL): unknown {
    request.signal.throwIfAborted();
    const error = networkError(cause, request.method, url);
    return error instanceof EngineError && error.retryable ? new PassingFailure(error) : error;
  }

  /** Check an address that the registry gave: see `Wire`. @throws EngineError `unsafe_address` */
  async checkAddress(location: string, base: URL): Promise<URL> {
    return await this.#wire.checkAddress(location, base);
  }

  async close(): Promise<void> {
    await this.#wire.close();
  }

  async #attempt(request: RegistryRequest): Promise<RegistryResponse> {
    const url = new URL(request.url, this.#wire.origin);
    const { scopes, signal } = request;
    const sent = this.#wire.isOwn(url) ? await this.#authorizer.header(scopes, signal) : undefined;
    const repeatable = isRepeatable(request.body);
    const follow = (): Promise<RegistryResponse> => this.#wire.follow(request, url, sent);
    let response = await (repeatable
      ? this.#pace.run(signal, follow)
      : this.#pace.runStream(signal, follow));
    if (response.status === 401 && this.#wire.isOwn(response.url) && repeatable) {
      const challenges =
        response.challenges.length > 0 ? response.challenges : await this.#ping(signal);
      const better = await this.#authorizer.answer(challenges, scopes, sent, signal);
      if (better !== undefined) {
        await response.body.dump();
        response = await this.#pace.run(signal, () => this.#wire.follow(request, url, better));
      }
    }
    this.#note(response);
    if (request.expect.includes(response.status)) return response;
    throw await this.#failure(request, response);
  }

  /** What the registry's root asks for: some refuse without a word elsewhere (containers/image `docker_client.go`). */
  async #ping(signal: AbortSignal): Promise<RegistryResponse["challenges"]> {
    const message = { what: "ping", method: "GET", signal } as const;
    const url = new URL("/v2/", this.#wire.origin);
    const { challenges, body } = await this.#pace.run(signal, () =>
      this.#wire.follow(message, url, undefined),
    );
    await body.dump();
    return challenges;
  }

  #note({ status, header }: RegistryResponse): void {
    this.#rateLimit = readRateLimit(header) ?? this.#rateLimit;
    const warning = readWarning(header);
    if (warning !== undefined && this.#warnings.size < mostWarnings) this.#warnings.add(warning);
    if (status === 429) this.#pace.slowDown(parseRetryAfter(header("retry-after"), Date.now()));
    else this.#pace.speedUp();
  }

  async #failure(request: RegistryRequest, response: RegistryResponse): Promise<Error> {
    const { status } = response;
    const body = await readCapped(response.body, limits.errorBody, "error message").catch(
      () => new Uint8Array(),
    );
    const asked = {
      what: request.what,
      method: request.method,
      url: response.url,
      header: response.header,
    };
    const error = registryError(asked, status, body, this.#authorizer.account);
    // A login made meanwhile must count at the next try.
    if (status === 401 || status === 403) this.#authorizer.forget();
    const pause = parseRetryAfter(response.header("retry-after"), Date.now());
    // A limit that is used up for hours is not waited for, nor run against again.
    const usedUp =
      status === 429 &&
      (readRateLimit(response.header)?.remaining === 0 || (pause ?? 0) > longestWait);
    return error.retryable && !usedUp ? new PassingFailure(error, pause) : error;
  }

  /** CVE-2026-48978: the realm is the registry's word, and gets the person's secret. */
  async #checkRealm(realm: string): Promise<URL> {
    if (realm === "") {
      throw new EngineError(
        "registry_invalid",
        `${this.domain} wants a token but does not say from where.`,
      );
    }
    // Nexus behind a proxy names its port twice: nexus-public#651.
    const once = realm.replace(/^(https?:\/\/[^/:]+(:\d+))\2(?=\/|$)/, "$1");
    return await this.#wire.checkAddress(once, this.#wire.origin);
  }
}
