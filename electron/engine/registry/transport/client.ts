import { Agent, type Dispatcher } from "undici";
import { EngineError } from "../../failure.ts";
import { wireHost } from "../../oci/reference.ts";
import type { Credentials } from "../auth/credential.ts";
import { guardedLookup, isLoopbackHost, reachesFrom, reachOf, unsafeAddress } from "./addresses.ts";
import { Authorizer } from "./authorizer.ts";
import { parseChallenges } from "./challenge.ts";
import { limits, readCapped } from "./limits.ts";
import { networkError } from "./networkError.ts";
import { redactUrl } from "./redact.ts";
import { registryError } from "./registryError.ts";
import { isPassing, parseRetryAfter, PassingFailure, retry } from "./retry.ts";
import type { Scope } from "./scope.ts";
import net from "node:net";

/** A request to a registry, in the terms of its endpoints. */
export interface RegistryRequest {
  /** In words, for messages: `manifest ghcr.io/acme/app:1.4`. */
  readonly what: string;
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** A path from the registry's root, or an address that the registry gave. */
  readonly url: string | URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes can be sent again; a stream cannot, so a request with one is made once. */
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>;
  readonly scopes: readonly Scope[];
  /** The statuses that the caller understands; any other is an error. */
  readonly expect: readonly number[];
  readonly signal: AbortSignal;
}

export interface RegistryResponse {
  readonly status: number;
  /** The address that answered, after redirects. */
  readonly url: URL;
  /** The value of a header, of the first where there are several. */
  header(name: string): string | undefined;
  readonly body: Dispatcher.ResponseData["body"];
}

export interface RegistryClientOptions {
  /** As it stands in references: `docker.io`, `localhost:5000`. */
  readonly domain: string;
  readonly credentials: Credentials;
}

/** Connections kept to one host: enough to have a push's requests side by side, few enough to be polite. */
const connections = 16;

/** Milliseconds. A registry may take long to put together a large blob, so headers get their time. */
const timeouts = { connect: 15_000, headers: 120_000, body: 60_000 } as const;

/**
 * Talks HTTP to one registry: authenticates, follows redirects with care, retries what may pass, and turns
 * what goes wrong into errors for people.
 */
export class RegistryClient {
  readonly domain: string;
  readonly #origin: URL;
  readonly #agent: Agent;
  readonly #authorizer: Authorizer;
  /** For hosts that the registry names: other connections, every address checked. */
  #foreign: Promise<Agent> | undefined;

  constructor(options: RegistryClientOptions) {
    this.domain = options.domain;
    const host = wireHost(options.domain);
    const hostname = new URL(`https://${host}`).hostname;
    // Plain HTTP for this machine only, as containerd's MatchLocalhost.
    this.#origin = new URL(`${isLoopbackHost(hostname) ? "http" : "https"}://${host}`);
    this.#agent = new Agent(agentOptions());
    this.#authorizer = new Authorizer({
      domain: options.domain,
      credentials: options.credentials,
      checkRealm: (realm) => this.#checkRealm(realm),
      send: (url, init) => this.#dispatch(url, { ...init, signal: undefined }),
    });
  }

  /**
   * Make a request and return the answer if it is one that the caller expects.
   * The caller reads or dumps the body.
   * @throws EngineError for anything else
   */
  async request(request: RegistryRequest): Promise<RegistryResponse> {
    const repeatable = request.body === undefined || request.body instanceof Uint8Array;
    // A POST opens an upload: made twice, it leaves one behind that the registry sweeps up.
    if (repeatable) return await retry(() => this.#attempt(request), request.signal);
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

  async close(): Promise<void> {
    await this.#agent.destroy();
    await this.#foreign?.then((agent) => agent.destroy());
  }

  async #attempt(request: RegistryRequest): Promise<RegistryResponse> {
    const url = new URL(request.url, this.#origin);
    const own = url.origin === this.#origin.origin;
    const sent = own ? await this.#authorizer.header(request.scopes, request.signal) : undefined;
    let response = await this.#follow(request, url, sent);
    if (response.status === 401 && response.url.origin === this.#origin.origin) {
      const answer = await this.#authorizer.answer(
        response.challenges,
        request.scopes,
        sent,
        request.signal,
      );
      if (
        answer !== undefined &&
        (request.body === undefined || request.body instanceof Uint8Array)
      ) {
        await response.body.dump();
        response = await this.#follow(request, url, answer);
      }
    }
    if (request.expect.includes(response.status)) return response;
    throw await this.#failure(request, response);
  }

  async #failure(request: RegistryRequest, response: RegistryResponse): Promise<Error> {
    const { status } = response;
    const body = await readCapped(response.body, limits.errorBody, "error message").catch(
      () => new Uint8Array(),
    );
    const asked = { what: request.what, method: request.method, url: response.url };
    const error = registryError(asked, status, body, this.#authorizer.account);
    if (status === 401 || status === 403) this.#authorizer.forget();
    if (!isPassing(status)) return error;
    return new PassingFailure(error, parseRetryAfter(response.header("retry-after"), Date.now()));
  }

  /** Send, and follow redirects: at most ten, never to less security, never with our credentials elsewhere. */
  async #follow(
    request: RegistryRequest,
    first: URL,
    authorization: string | undefined,
  ): Promise<RegistryResponse & { challenges: ReturnType<typeof parseChallenges> }> {
    let url = first;
    for (let hops = 0; hops <= limits.redirects; hops += 1) {
      const headers: Record<string, string> = { "user-agent": "Manifestry", ...request.headers };
      // GHSA-vh4v-2xq2-g5cg: another port or scheme of the same host is another origin.
      if (authorization !== undefined && url.origin === this.#origin.origin)
        headers["authorization"] = authorization;
      const response = await this.#dispatch(url, {
        method: request.method,
        headers,
        ...(request.body === undefined ? {} : { body: request.body }),
        signal: request.signal,
      });
      const location = single(response.headers["location"]);
      if (location === undefined || !isRedirect(response.statusCode, request)) {
        return {
          status: response.statusCode,
          url,
          header: (name) => single(response.headers[name]),
          body: response.body,
          challenges: parseChallenges(several(response.headers["www-authenticate"])),
        };
      }
      await response.body.dump();
      url = await this.checkAddress(location, url);
    }
    throw new EngineError(
      "registry_invalid",
      `${first.host} redirects the ${request.what} in circles.`,
      {
        detail: redactUrl(first),
      },
    );
  }

  async #dispatch(
    url: URL,
    options: {
      method: string;
      headers: Record<string, string>;
      body?: string | Uint8Array | AsyncIterable<Uint8Array>;
      signal: AbortSignal | undefined;
    },
  ): Promise<Dispatcher.ResponseData> {
    const agent = url.origin === this.#origin.origin ? this.#agent : await this.#foreignAgent();
    const { body, signal } = options;
    try {
      return await agent.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: options.method,
        headers: options.headers,
        body: body === undefined ? null : (body as Dispatcher.DispatchOptions["body"] & object),
        ...(signal ? { signal } : {}),
      });
    } catch (cause) {
      signal?.throwIfAborted();
      const error = networkError(cause, options.method, url);
      if (error instanceof EngineError && error.retryable) throw new PassingFailure(error);
      throw error;
    }
  }

  #foreignAgent(): Promise<Agent> {
    this.#foreign ??= reachesFrom(this.#origin.hostname).then(
      (allowed) => new Agent(agentOptions({ lookup: guardedLookup(allowed) })),
    );
    return this.#foreign;
  }

  /**
   * Check an address that the registry gave before anything is sent there: HTTPS unless the registry itself is
   * plain, no user info, and no address that is nearer to us than the registry is. Names are checked again
   * when they are connected to.
   *
   * @param base what a relative address is relative to: the address that answered
   * @throws EngineError `unsafe_address`
   */
  async checkAddress(location: string, base: URL): Promise<URL> {
    let url: URL;
    try {
      url = new URL(location, base);
    } catch {
      throw new EngineError(
        "registry_invalid",
        `${base.host} sends us to an address that is none.`,
      );
    }
    // Proxies that end TLS at a port of their own lose the default port: oras-go#177.
    if (
      url.hostname === base.hostname &&
      url.protocol === base.protocol &&
      url.port === "" &&
      base.port === "443"
    ) {
      url.port = base.port;
    }
    if (url.origin === this.#origin.origin) return url;
    const plain = url.protocol === "http:" && this.#origin.protocol === "http:";
    if ((url.protocol !== "https:" && !plain) || url.username !== "" || url.password !== "") {
      throw unsafeAddress(redactUrl(url), redactUrl(url));
    }
    const bare = url.hostname.replace(/^\[|\]$/g, "");
    // Connecting to an IP address asks no name service, so the lookup's check would never run.
    if (net.isIP(bare)) {
      const allowed = await reachesFrom(this.#origin.hostname);
      if (!allowed.has(reachOf(bare))) throw unsafeAddress(url.host, bare);
    }
    return url;
  }

  /** CVE-2026-48978: the realm is the registry's word, and gets the person's secret. */
  async #checkRealm(realm: string): Promise<URL> {
    if (realm === "") {
      throw new EngineError(
        "registry_invalid",
        `${this.domain} wants a token but does not say from where.`,
      );
    }
    return await this.checkAddress(realm, this.#origin);
  }
}

function agentOptions(connect: { lookup?: net.LookupFunction } = {}): Agent.Options {
  return {
    connections,
    connect: { ...connect, timeout: timeouts.connect },
    headersTimeout: timeouts.headers,
    bodyTimeout: timeouts.body,
    // An idle connection would keep a command-line run alive for no reason.
    keepAliveTimeout: 4000,
  };
}

/** 307 and 308 keep the method; 301, 302 and 303 are followed only where that changes nothing. */
function isRedirect(status: number, request: RegistryRequest): boolean {
  if (status === 307 || status === 308)
    return request.body === undefined || request.body instanceof Uint8Array;
  const reads = request.method === "GET" || request.method === "HEAD";
  return reads && (status === 301 || status === 302 || status === 303);
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function several(value: string | string[] | undefined): readonly string[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
