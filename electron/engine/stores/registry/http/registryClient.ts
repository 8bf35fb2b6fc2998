import { isRetryable, EngineError } from "../../../errors.ts";
import type { Credentials } from "../auth/credential.ts";
import type { HostConfig } from "../hosts/hostConfig.ts";
import type { Network } from "../network.ts";
import { expectedDigest, type RegistryRequest, requestUrl, requiredCapability } from "./request.ts";
import type { Access } from "./authorizer.ts";
import { HostSession } from "./session.ts";
import { sizeLimits } from "../../sizeLimits.ts";
import { readCapped } from "../../../async/readCapped.ts";
import { watchBody } from "./mirrorBody.ts";
import { networkError } from "./networkError.ts";
import {
  isHtml,
  parseRetryAfter,
  type RateLimit,
  readRateLimit,
  readWarning,
} from "./responseHeaders.ts";
import { Throttle } from "./throttle.ts";
import { type Timeouts, defaultTimeouts } from "./timeouts.ts";
import { notARegistry, registryError } from "./registryError.ts";
import { retry } from "./retry.ts";
import { readDecoded } from "./readDecoded.ts";
import { type HttpResponse, isRepeatable } from "./transport.ts";

export type RegistryResponse = HttpResponse;

export interface RegistryClientOptions {
  /** As it stands in references: `docker.io`, `localhost:5000`. */
  readonly domain: string;
  readonly credentials: Credentials;
  readonly network: Network;
}

/** What an answer is made into, while another host can still be asked in its place. */
type Take<T> = (response: RegistryResponse, mirror?: HostSession) => Promise<T>;

interface HostSessions {
  readonly mirrors: readonly HostSession[];
  readonly own: HostSession;
  readonly config: HostConfig;
}

/** Warnings kept of one registry; one that says more is just noisy. */
const mostWarnings = 50;

/**
 * Talks HTTP to one registry: authenticates, keeps its pace, retries what may pass, and turns what goes wrong
 * into errors for people. What can be read from a mirror is.
 */
export class RegistryClient {
  readonly domain: string;
  readonly timeouts: Timeouts;
  readonly #credentials: Credentials;
  readonly #network: Network;
  readonly #throttle = new Throttle();
  readonly #warnings = new Set<string>();
  #rateLimit: RateLimit | undefined;
  #sessions: Promise<HostSessions> | undefined;
  /** That of the registry itself, once it is open. */
  #own: HostSession | undefined;
  /** Those of settings that have changed since: what began with them ends with them. */
  readonly #outdated: Promise<HostSessions>[] = [];

  constructor(options: RegistryClientOptions) {
    this.domain = options.domain;
    this.#credentials = options.credentials;
    this.#network = options.network;
    this.timeouts = options.network.timeouts ?? defaultTimeouts;
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
   * Make a request and return the answer if it is one that the caller expects.
   * The caller reads or dumps the body.
   * @throws EngineError for anything else
   */
  async request(request: RegistryRequest): Promise<RegistryResponse> {
    const attempt = (): Promise<RegistryResponse> =>
      this.#attempt(request, (response, mirror) =>
        Promise.resolve(mirror ? this.#watch(mirror, request, response) : response),
      );
    // A POST opens an upload: made twice, it leaves one behind that the registry sweeps up.
    return isRepeatable(request.body) && !request.once
      ? await this.#retry(attempt, request.signal)
      : await attempt();
  }

  /**
   * Make a request and read its answer whole; a body that breaks off is asked for again, and one that is damaged
   * once more.
   *
   * @param limit the most bytes taken
   * @param check throws what is wrong with the bytes: retryable where they may have been damaged on their way
   */
  async read(
    request: RegistryRequest,
    limit: number,
    check?: (bytes: Uint8Array, response: RegistryResponse) => void,
  ): Promise<RegistryResponse & { readonly bytes: Uint8Array }> {
    const take: Take<RegistryResponse & { readonly bytes: Uint8Array }> = async (response) => {
      let bytes: Uint8Array;
      try {
        bytes = await readDecoded(response, limit, request);
      } catch (cause) {
        throw this.bodyError(cause, request, response.url);
      }
      check?.(bytes, response);
      return { ...response, bytes };
    };
    const attempt = (): ReturnType<typeof take> => this.#attempt(request, take);
    return await this.#retry(attempt, request.signal);
  }

  async #retry<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return await retry(attempt, { shouldRetry: isRetryable, timeouts: this.timeouts, signal });
  }

  /** The error for a body that broke off. */
  bodyError(cause: unknown, request: RegistryRequest, url: URL): unknown {
    request.signal.throwIfAborted();
    return networkError(cause, request.method, url);
  }

  /** Check an address that the registry gave: see `Wire`. @throws EngineError `unsafe_address` */
  async checkAddress(location: string, base: URL): Promise<URL> {
    return await (await this.#open()).own.transport.checkAddress(location, base);
  }

  /** As whom the registry was asked, and for what. */
  async accesses(): Promise<readonly Access[]> {
    return (await this.#open()).own.authorizer.accesses;
  }

  /** Whether different logins are known to be for two of its repositories, by their paths. */
  haveDifferentLogins(one: string, other: string): boolean {
    return this.#own?.authorizer.haveDifferentLogins(one, other) ?? false;
  }

  /** How the registry is reached. */
  async hostConfig(): Promise<HostConfig> {
    return (await this.#open()).config;
  }

  /** Begin with a new challenge and look credentials up anew at the next request: somebody logged in or out. */
  async forgetLogin(): Promise<void> {
    const sessions = await this.#sessions;
    for (const { authorizer } of sessions ? [...sessions.mirrors, sessions.own] : [])
      authorizer.forget();
  }

  /** Look up anew how the registry is reached at the next request: the settings for it changed. */
  reopen(): void {
    if (this.#sessions) this.#outdated.push(this.#sessions);
    this.#sessions = undefined;
  }

  async close(): Promise<void> {
    const opened = [...this.#outdated, ...(this.#sessions ? [this.#sessions] : [])];
    const all = await Promise.allSettled(opened);
    const sessions = all.flatMap((each) =>
      each.status === "fulfilled" ? [...each.value.mirrors, each.value.own] : [],
    );
    await Promise.all(sessions.map(({ transport }) => transport.close()));
  }

  /** The hosts to ask, as their settings say; read once, and again where that failed. */
  #open(): Promise<HostSessions> {
    if (this.#sessions) return this.#sessions;
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
      if (!own) throw new EngineError("internal", `No host is known for ${this.domain}.`);
      this.#own = own;
      return { mirrors: sessions.slice(0, -1), own, config };
    });
    this.#sessions = pending;
    pending.catch(() => {
      if (this.#sessions === pending) this.#sessions = undefined;
    });
    return pending;
  }

  async #attempt<T>(request: RegistryRequest, take: Take<T>): Promise<T> {
    const { mirrors, own } = await this.#open();
    for (const mirror of request.origin ? [] : mirrors) {
      const taken = await this.#tryMirror(mirror, request, take);
      if (taken) return taken.value;
    }
    const response = await own.exchange(request, requestUrl(request, own.endpoint, undefined));
    this.#note(response);
    if (request.expect.includes(response.status)) return await take(response);
    throw await this.#failure(request, response, own);
  }

  /** Ask a mirror for what it may have; whatever goes wrong there, the next host is asked. */
  async #tryMirror<T>(
    mirror: HostSession,
    request: RegistryRequest,
    take: Take<T>,
  ): Promise<{ readonly value: T } | undefined> {
    const capability = requiredCapability(request);
    if (!capability || !mirror.endpoint.capabilities.has(capability)) return undefined;
    if (mirror.doubtful.delete(JSON.stringify(request.target))) return undefined;
    try {
      const address = requestUrl(request, mirror.endpoint, this.domain);
      const response = await mirror.exchange(request, address);
      if (response.status === 200 || response.status === 206)
        return { value: await take(response, mirror) };
      await response.body.dump();
    } catch (error) {
      request.signal.throwIfAborted();
      if (error instanceof EngineError && error.fault === "corrupt") this.#warnOf(mirror, request);
    }
    return undefined;
  }

  /** Have an eye on bytes of a mirror that go by: where they are not what was asked for, another host is asked next. */
  #watch(
    mirror: HostSession,
    request: RegistryRequest,
    response: RegistryResponse,
  ): RegistryResponse {
    const digest = response.status === 200 ? expectedDigest(request) : undefined;
    const body = watchBody(response.body, digest, (outcome) => {
      if (outcome !== "right") mirror.doubtful.add(JSON.stringify(request.target));
      if (outcome === "wrong") this.#warnOf(mirror, request);
    });
    // Encoded bytes are other ones than those that were asked for.
    return { ...response, body, undecoded: response.encoded ? response.undecoded : body };
  }

  #warnOf({ transport }: HostSession, { what }: RegistryRequest): void {
    this.#warn(`The mirror ${transport.origin.host} sent other bytes than those of ${what}.`);
  }

  #note({ status, header }: RegistryResponse): void {
    this.#rateLimit = readRateLimit(header) ?? this.#rateLimit;
    const warning = readWarning(header);
    if (warning !== undefined) this.#warn(warning);
    if (status === 429) this.#throttle.slowDown(parseRetryAfter(header("retry-after"), Date.now()));
    else this.#throttle.speedUp();
  }

  #warn(text: string): void {
    if (this.#warnings.size < mostWarnings) this.#warnings.add(text);
  }

  async #failure(
    request: RegistryRequest,
    response: RegistryResponse,
    own: HostSession,
  ): Promise<Error> {
    const { authorizer } = own;
    const { status } = response;
    const body = await readCapped(response.body, sizeLimits.errorBody, "error message").catch(
      () => new Uint8Array(),
    );
    request.signal.throwIfAborted();
    const asked = {
      what: request.what,
      method: request.method,
      url: response.url,
      target: request.target,
      scopes: request.scopes,
      header: response.header,
      trail: authorizer.trail(request.scopes),
      sent: own.sent,
      hint: request.hint,
    };
    // A web server says of anything that it is not there: that is no word about an image.
    if (status === 404 && isHtml(response) && !(await own.isRegistry(request.signal)))
      return notARegistry(request.what, response.url);
    const error = registryError(asked, status, body);
    // A login made meanwhile must count at the next try.
    if (status === 400 || status === 401 || status === 403) authorizer.forget();
    return error;
  }
}
