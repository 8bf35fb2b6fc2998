import type { AuthAttempt } from "../../../../../shared/errors.ts";
import { readCapped } from "../../../async/readCapped.ts";
import { EngineError } from "../../../errors.ts";
import { sizeLimits } from "../../sizeLimits.ts";
import type { Credentials } from "../auth/credential.ts";
import type { HostConfig } from "../hosts/hostConfig.ts";
import type { Network } from "./network.ts";
import type { Access } from "./authAttempts.ts";
import { readDecoded } from "./contentEncoding.ts";
import { Mirror } from "./mirror.ts";
import { networkError } from "./networkError.ts";
import { notARegistry, registryError } from "./registryError.ts";
import { type RegistryRequest, requestUrl } from "./registryRequest.ts";
import {
  isHtml,
  parseRetryAfter,
  type RateLimit,
  readRateLimit,
  readWarning,
} from "./responseHeaders.ts";
import { isRepeatedByClient, retry } from "./retry.ts";
import type { Scope } from "./scope.ts";
import { HostSession } from "./session.ts";
import { Throttle } from "./throttle.ts";
import { defaultTimeouts, type Timeouts } from "./timeouts.ts";
import { isRepeatable } from "./transport.ts";
import type { HttpResponse } from "./httpMessages.ts";

export type RegistryResponse = HttpResponse;

type WholeResponse = RegistryResponse & { readonly bytes: Uint8Array };

export interface RegistryClientOptions {
  /** The registry as in references: `docker.io`, `localhost:5000`. */
  readonly domain: string;
  readonly credentials: Credentials;
  readonly network: Network;
  /** Called when the registry states another limit of requests. */
  readonly onRateLimit?: ((limit: RateLimit) => void) | undefined;
}

/** Processes a response of a mirror or, without one, of the registry. If it fails for a mirror, the next host is used. */
type ProcessResponse<T> = (response: RegistryResponse, mirror?: Mirror) => Promise<T>;

interface Hosts {
  readonly mirrors: readonly Mirror[];
  /** The registry itself. */
  readonly own: HostSession;
  readonly config: HostConfig;
}

/** Maximum number of warnings kept per registry. */
const maxWarnings = 50;

/**
 * HTTP client for one registry and its mirrors: authenticates, throttles, retries transient errors, and converts error
 * responses to EngineErrors.
 */
export class RegistryClient {
  readonly domain: string;
  readonly timeouts: Timeouts;
  readonly #credentials: Credentials;
  readonly #network: Network;
  readonly #onRateLimit: RegistryClientOptions["onRateLimit"];
  readonly #throttle = new Throttle();
  readonly #warnings = new Set<string>();
  #rateLimit: RateLimit | undefined;
  #hosts: Promise<Hosts> | undefined;
  /** The session with the registry itself, when it is open. */
  #own: HostSession | undefined;
  /** Hosts of earlier settings, which running requests still use. */
  readonly #outdatedHosts: Promise<Hosts>[] = [];

  constructor({ domain, credentials, network, onRateLimit }: RegistryClientOptions) {
    this.#onRateLimit = onRateLimit;
    this.domain = domain;
    this.#credentials = credentials;
    this.#network = network;
    this.timeouts = network.timeouts ?? defaultTimeouts;
  }

  /** The rate limit of the last response that stated one. */
  get rateLimit(): RateLimit | undefined {
    return this.#rateLimit;
  }

  /** The warnings of the registry and about its mirrors, each text once, in the order received. */
  get warnings(): readonly string[] {
    return [...this.#warnings];
  }

  /**
   * Sends a request and returns the response if the caller expects its status. The caller reads or dumps the body.
   * @throws EngineError for any other status
   */
  async request(request: RegistryRequest): Promise<RegistryResponse> {
    const attempt = (): Promise<RegistryResponse> =>
      this.#attempt(request, (response, mirror) =>
        Promise.resolve(
          mirror?.watch(request, response, () => this.#warnOfMirror(mirror, request)) ?? response,
        ),
      );
    // A repeated POST leaves an upload behind, which the registry removes.
    return isRepeatable(request.body) && !request.once
      ? await this.#retry(attempt, request.signal)
      : await attempt();
  }

  /**
   * Sends a request and reads the whole response. An incomplete or corrupt body is requested again.
   *
   * @param limit the maximum size of the body in bytes
   * @param check throws if the bytes are wrong; a transient error if they may have been damaged in transit
   */
  async read(
    request: RegistryRequest,
    limit: number,
    check?: (bytes: Uint8Array, response: RegistryResponse) => void,
  ): Promise<WholeResponse> {
    const readWhole: ProcessResponse<WholeResponse> = async (response) => {
      let bytes: Uint8Array;
      try {
        bytes = await readDecoded(response, limit, request);
      } catch (cause) {
        throw this.bodyError(cause, request, response.url);
      }
      check?.(bytes, response);
      return { ...response, bytes };
    };
    return await this.#retry(() => this.#attempt(request, readWhole), request.signal);
  }

  async #retry<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const { timeouts } = this;
    return await retry(attempt, { shouldRetry: isRepeatedByClient, timeouts, signal });
  }

  /** The error for a body that broke off. */
  bodyError(cause: unknown, { signal, method }: RegistryRequest, url: URL): unknown {
    signal.throwIfAborted();
    return networkError(cause, { method, url });
  }

  /** Checks a URL that the registry refers to: see `AddressGuard.check`. @throws EngineError `unsafe_address` */
  async checkAddress(location: string, base: URL): Promise<URL> {
    return await (await this.#open()).own.transport.checkAddress(location, base);
  }

  /** The accounts and scopes of the requests so far. */
  async accesses(): Promise<readonly Access[]> {
    return (await this.#open()).own.authorizer.accesses;
  }

  /** The account and scopes of the last request for these scopes. */
  async lastAttempt(scopes: readonly Scope[]): Promise<AuthAttempt> {
    return (await this.#open()).own.authorizer.lastAttempt(scopes);
  }

  /** The Authorization header for requests with these scopes; undefined before a challenge. @throws EngineError */
  async authorization(scopes: readonly Scope[], signal: AbortSignal): Promise<string | undefined> {
    return await (await this.#open()).own.authorizer.header(scopes, signal);
  }

  /** Whether two of the registry's repositories are known to have different logins. */
  haveDifferentLogins(one: string, other: string): boolean {
    return this.#own?.authorizer.haveDifferentLogins(one, other) ?? false;
  }

  async hostConfig(): Promise<HostConfig> {
    return (await this.#open()).config;
  }

  /** Looks up credentials again for the next request, after a login or logout. */
  async forgetLogin(): Promise<void> {
    const hosts = await this.#hosts;
    for (const { authorizer } of hosts ? sessionsOf(hosts) : []) {
      authorizer.forget();
    }
  }

  /** Reads the host settings again for the next request, after they changed. */
  reopen(): void {
    if (this.#hosts) {
      this.#outdatedHosts.push(this.#hosts);
    }
    this.#hosts = undefined;
  }

  async close(): Promise<void> {
    const opened = [...this.#outdatedHosts, ...(this.#hosts ? [this.#hosts] : [])];
    const settled = await Promise.allSettled(opened);
    const sessions = settled.flatMap((each) =>
      each.status === "fulfilled" ? sessionsOf(each.value) : [],
    );
    await Promise.all(sessions.map(({ transport }) => transport.close()));
  }

  /** Opens sessions with the hosts of the settings, once unless that fails. */
  #open(): Promise<Hosts> {
    if (this.#hosts) {
      return this.#hosts;
    }
    const pending = this.#network.host(this.domain).then((config) => {
      const sessions = config.endpoints.map(
        (endpoint) =>
          new HostSession(endpoint, {
            domain: this.domain,
            credentials: this.#credentials,
            network: this.#network,
            throttle: this.#throttle,
          }),
      );
      const own = sessions.at(-1);
      if (!own) {
        throw new EngineError("internal", `No host is known for ${this.domain}.`);
      }
      this.#own = own;
      const mirrors = sessions.slice(0, -1).map((session) => new Mirror(session, this.domain));
      return { mirrors, own, config };
    });
    this.#hosts = pending;
    pending.catch(() => {
      if (this.#hosts === pending) {
        this.#hosts = undefined;
      }
    });
    return pending;
  }

  /** Sends a request to the mirrors in order, then to the registry itself. */
  async #attempt<T>(request: RegistryRequest, process: ProcessResponse<T>): Promise<T> {
    const { mirrors, own } = await this.#open();
    for (const mirror of request.origin ? [] : mirrors) {
      const processed = await this.#tryMirror(mirror, request, process);
      if (processed) {
        return processed.value;
      }
    }
    const response = await own.exchange(request, requestUrl(request, own.endpoint, undefined));
    this.#readHeaders(response);
    if (request.expect.includes(response.status)) {
      return await process(response);
    }
    throw await this.#refusal(request, response, own);
  }

  /** @returns undefined if the mirror fails in any way */
  async #tryMirror<T>(
    mirror: Mirror,
    request: RegistryRequest,
    process: ProcessResponse<T>,
  ): Promise<{ readonly value: T } | undefined> {
    try {
      const response = await mirror.fetch(request);
      return response && { value: await process(response, mirror) };
    } catch (error) {
      request.signal.throwIfAborted();
      if (error instanceof EngineError && error.fault === "corrupt") {
        this.#warnOfMirror(mirror, request);
      }
      return undefined;
    }
  }

  #warnOfMirror({ host }: Mirror, { what }: RegistryRequest): void {
    this.#warn(`The mirror ${host} sent wrong content for ${what}.`);
  }

  #warn(text: string): void {
    if (this.#warnings.size < maxWarnings) {
      this.#warnings.add(text);
    }
  }

  #readHeaders({ status, header }: RegistryResponse): void {
    const limit = readRateLimit(header);
    if (limit !== undefined && limit.remaining !== this.#rateLimit?.remaining) {
      this.#onRateLimit?.(limit);
    }
    this.#rateLimit = limit ?? this.#rateLimit;
    const warning = readWarning(header);
    if (warning !== undefined) {
      this.#warn(warning);
    }
    if (status === 429) {
      this.#throttle.slowDown(parseRetryAfter(header("retry-after"), Date.now()));
    } else {
      this.#throttle.speedUp();
    }
  }

  /** The error for a response with an unexpected status. */
  async #refusal(
    request: RegistryRequest,
    response: RegistryResponse,
    own: HostSession,
  ): Promise<EngineError> {
    const { what, method, target, scopes, hint, signal } = request;
    const { status, url, header } = response;
    const { authorizer, sentHeaders } = own;
    const body = await readCapped(response.body, sizeLimits.errorBody, "error message").catch(
      () => new Uint8Array(),
    );
    signal.throwIfAborted();
    // The 404 of a web server does not mean that the image is missing.
    if (status === 404 && isHtml(response) && !(await own.isRegistry(signal))) {
      return notARegistry(what, url);
    }
    const auth = authorizer.lastAttempt(scopes);
    const refused = { what, method, url, target, scopes, auth, sentHeaders, hint, header };
    // The user may log in before the next request.
    if (status === 400 || status === 401 || status === 403) {
      authorizer.forget();
    }
    return registryError(refused, status, body);
  }
}

function sessionsOf({ mirrors, own }: Hosts): readonly HostSession[] {
  return [...mirrors.map(({ session }) => session), own];
}
