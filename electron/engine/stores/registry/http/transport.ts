import net from "node:net";
import tls from "node:tls";
import { Agent, type Dispatcher, ProxyAgent } from "undici";
import { EngineError } from "../../../errors.ts";
import { domainOfKey } from "../auth/credentialKeys.ts";
import type { Endpoint } from "../hosts/hostConfig.ts";
import type { Network } from "../network.ts";
import {
  bareHost,
  guardedLookup,
  type Reach,
  reachesFrom,
  reachOf,
  unsafeAddress,
} from "./addresses.ts";
import { type Challenge, parseChallenges } from "./challenge.ts";
import { ConnectedReach } from "./connectedZones.ts";
import { decodeBody, encodingIn, isEncoded } from "./contentEncoding.ts";
import { sizeLimits } from "../../sizeLimits.ts";
import { NamedReach } from "./hostZones.ts";
import {
  isRefusedConnection,
  isUnanswered,
  networkError,
  restarting,
  tlsWanted,
} from "./networkError.ts";
import { type Timeouts, defaultTimeouts } from "./timeouts.ts";
import { basicAuthorization } from "./challenge.ts";
import { redactUrl } from "./redact.ts";
import { pooledConnector } from "./receiveBufferPool.ts";
import { speaksTls } from "./speaksTls.ts";

/** Something to send, before it is known where redirects lead. */
export interface HttpRequest {
  /** In words, for messages. */
  readonly what: string;
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal | undefined;
  /** Its answer may take as long to begin as any other's: what is asked for may have to be fetched first. */
  readonly slow?: boolean;
  /** Bytes of the blob that is asked for, where they are known. */
  readonly size?: number | undefined;
}

/** What came back. */
export interface HttpResponse {
  readonly status: number;
  /** The address that answered, after redirects. */
  readonly url: URL;
  /** The value of a header, of the first where there are several. */
  readonly header: (name: string) => string | undefined;
  readonly challenges: readonly Challenge[];
  /** Decoded, where it came compressed. */
  readonly body: Body;
  /** The same body as it came; only one of the two can be read. */
  readonly undecoded: Body;
  /** It says that it came compressed: a part of it cannot be decoded by itself. */
  readonly encoded: boolean;
}

/** An answer's body: read to its end, dumped, or cut off. */
export interface Body extends AsyncIterable<Uint8Array> {
  dump(): Promise<void>;
  destroy(): void;
}

/** Milliseconds after its last answer for which a host that refuses connections is taken to be starting again. */
const rememberedFor = 600_000;
/** Hosts whose last answer is remembered: a registry may redirect to many. */
const mostHosts = 100;

/** Connections kept to one host: enough to have a push's requests side by side, few enough to be polite. */
const connections = 48;

/**
 * The way to one registry: sends messages to it, and to where it points, with care for where that is.
 * Knows nothing of credentials but that they belong to the registry's own origin.
 */
export class HttpTransport {
  readonly origin: URL;
  readonly #endpoint: Endpoint;
  readonly #network: Network;
  readonly #timeouts: Timeouts;
  readonly #agents = new Map<string, Promise<Dispatcher>>();
  /** Where the registry's own connections lead. */
  readonly #connected = new ConnectedReach();
  /** Where names lead that no connection tells of. */
  readonly #named = new NamedReach();
  /** When each host answered last, in milliseconds since the epoch. */
  readonly #answered = new Map<string, number>();

  constructor(endpoint: Endpoint, network: Network) {
    this.origin = endpoint.origin;
    this.#endpoint = endpoint;
    this.#network = network;
    this.#timeouts = network.timeouts ?? defaultTimeouts;
  }

  /** Whether an address is the registry's own: scheme, host and port (GHSA-vh4v-2xq2-g5cg). */
  isOwn(url: URL): boolean {
    return url.origin === this.origin.origin;
  }

  /**
   * Send a message and follow redirects: at most ten, never to less security. What changes something is for the
   * registry alone: done elsewhere, it would seem done.
   * @param authorization goes to the registry's own origin and nowhere else
   */
  async follow(
    message: HttpRequest,
    first: URL,
    authorization: string | undefined,
  ): Promise<HttpResponse> {
    let url = first;
    for (let hops = 0; hops <= sizeLimits.redirects; hops += 1) {
      const own = this.isOwn(url);
      const headers = {
        "user-agent": "Manifestry",
        ...(own ? this.#endpoint.headers : {}),
        ...message.headers,
        ...(own && authorization !== undefined ? { authorization } : {}),
      };
      const answer = await this.send({ ...message, headers }, url);
      const location = answer.header("location");
      if (location === undefined || !isRedirect(answer.status, message)) return answer;
      await answer.body.dump();
      url = await this.checkAddress(location, url);
      if (!isRead(message) && !this.isOwn(url)) throw sentAway(message, first, url);
    }
    throw new EngineError(
      "registry_invalid",
      `${first.host} redirects the ${message.what} in circles.`,
      {
        detail: redactUrl(first),
      },
    );
  }

  /** Send a message to one address. */
  async send(message: HttpRequest, url: URL): Promise<HttpResponse> {
    const { method, headers = {}, body, signal } = message;
    let proxy: URL | undefined;
    try {
      const route = await this.#network.route(url);
      if (route.kind === "proxy") proxy = route.url;
      const [agent] = await Promise.all([
        this.#agentFor(url, proxy),
        proxy && !this.isOwn(url) ? this.#checkProxied(url) : undefined,
      ]);
      const response = await agent.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method,
        headers: { "accept-encoding": "identity", ...headers } as Record<string, string | string[]>,
        body: (body ?? null) as Exclude<Dispatcher.DispatchOptions["body"], undefined>,
        headersTimeout: isQuick(message) ? this.#timeouts.readHeaders : this.#timeouts.headers,
        ...(signal ? { signal } : {}),
      });
      if (this.#answered.size >= mostHosts) this.#answered.clear();
      this.#answered.set(url.host, Date.now());
      // A body that is destroyed before it was read emits an error, and one without a listener ends the process.
      response.body.on("error", () => {});
      const header = (name: string): string | undefined => several(response.headers[name])[0];
      const encoded = isEncoded(header, message.size);
      return {
        status: response.statusCode,
        url,
        header,
        challenges: parseChallenges(several(response.headers["www-authenticate"])),
        body: encoded ? decodeBody(response.body, encodingIn(header), url) : response.body,
        undecoded: response.body,
        encoded,
      };
    } catch (cause) {
      signal?.throwIfAborted();
      const known = Date.now() - (this.#answered.get(url.host) ?? 0) < rememberedFor;
      if (known && !proxy && isRefusedConnection(cause)) throw restarting(url);
      // Servers with TLS may end a connection without a word when they are asked plainly.
      const plain = url.protocol === "http:" && this.isOwn(url) && !known && !proxy;
      const registry = this.isOwn(url) ? domainOfKey(this.origin.host) : undefined;
      if (plain && registry !== undefined && isUnanswered(cause) && (await speaksTls(url))) {
        const wanted = tlsWanted(url.host);
        throw new EngineError(wanted.code, wanted.message, { hint: wanted.hint, registry });
      }
      throw networkError(cause, method, url, proxy, registry);
    }
  }

  /**
   * Check an address that the registry gave before anything is sent there: HTTPS unless the registry itself is
   * plain, no user info, and no address that is nearer to us than the registry is. Names are checked again
   * when they are connected to. The registry's own host keeps its scheme: behind a TLS proxy, a registry that does not
   * know of it names itself with `http://`.
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
    if (this.#isOwnWithoutTls(url)) return new URL(url.pathname + url.search, this.origin);
    if (this.isOwn(url)) return url;
    const plain = url.protocol === "http:" && this.origin.protocol === "http:";
    if ((url.protocol !== "https:" && !plain) || url.username !== "" || url.password !== "") {
      throw unsafeAddress(redactUrl(url), redactUrl(url));
    }
    const bare = bareHost(url.hostname);
    // Connecting to an IP address asks no name service, so the lookup's check would never run.
    if (net.isIP(bare) !== 0 && !(await this.#allowed()).has(reachOf(bare)))
      throw unsafeAddress(url.host, bare);
    return url;
  }

  /** Whether an address is the registry's own but for TLS; the port may be lost with it, as in nginx's `$host`. */
  #isOwnWithoutTls(url: URL): boolean {
    if (this.origin.protocol !== "https:" || url.protocol !== "http:") return false;
    const named = url.username === "" && url.password === "";
    const samePort = url.port === "" || url.port === this.origin.port;
    return named && url.hostname === this.origin.hostname && samePort;
  }

  /** The reaches that the registry may send us to: by where it was connected to, else by its name. */
  async #allowed(): Promise<ReadonlySet<Reach>> {
    return reachesFrom(
      this.#connected.current() ?? (await this.#named.farthest(this.origin.hostname)),
    );
  }

  /** A proxy connects to whatever a name means to it: to what it means here, and looks like, it must be allowed. */
  async #checkProxied(url: URL): Promise<void> {
    const [allowed, reaches] = await Promise.all([this.#allowed(), this.#named.all(url.hostname)]);
    if (!reaches.every((reach) => allowed.has(reach))) {
      throw unsafeAddress(url.host, url.host);
    }
  }

  async close(): Promise<void> {
    const agents = await Promise.allSettled(this.#agents.values());
    await Promise.all(
      agents.map(async (agent) => agent.status === "fulfilled" && (await agent.value.destroy())),
    );
  }

  /**
   * The connections to use for an address: the registry's own with its certificates, or those for hosts that
   * it names, where every address is checked; each directly or through the proxy that is to be used.
   */
  async #agentFor(url: URL, proxy: URL | undefined): Promise<Dispatcher> {
    const own = this.isOwn(url);
    const key = `${own ? "own" : "foreign"} ${proxy?.href ?? ""}`;
    const kept = this.#agents.get(key);
    if (kept) return await kept;
    const agent = this.#connect(own, proxy);
    this.#agents.set(key, agent);
    // A name service that failed once may answer the next time.
    agent.catch(() => this.#agents.delete(key));
    return await agent;
  }

  async #connect(own: boolean, proxy: URL | undefined): Promise<Dispatcher> {
    const { dialTimeout } = this.#endpoint;
    const secure = own && this.origin.protocol === "http:" ? {} : await this.#secure(own);
    const { connect, body } = this.#timeouts;
    const timeout = dialTimeout ?? connect;
    const options = {
      connections,
      bodyTimeout: body,
      // An idle connection would keep a command-line run alive for no reason.
      keepAliveTimeout: 4000,
    };
    if (proxy) {
      const { username, password } = proxy;
      const token = username
        ? { token: basicAuthorization(decodeURIComponent(username), decodeURIComponent(password)) }
        : {};
      const uri = `${proxy.protocol}//${proxy.host}`;
      return new ProxyAgent({
        ...options,
        ...token,
        uri,
        requestTls: { ...secure, timeout },
        proxyTls: { ...(await this.#secure(false)), timeout },
      });
    }
    if (!own) {
      const lookup = guardedLookup(() => this.#allowed());
      return new Agent({ ...options, connect: pooledConnector({ ...secure, lookup, timeout }) });
    }
    const connectTo = pooledConnector({ ...secure, timeout });
    return new Agent({
      ...options,
      connect: (to, done) =>
        connectTo(to, (...result) => {
          const [error, socket] = result;
          if (error === null) this.#connected.note(socket);
          done(...result);
        }),
    });
  }

  /** What TLS is spoken with. One context for all connections: reading the authorities takes a while. */
  async #secure(
    own: boolean,
  ): Promise<{ secureContext: tls.SecureContext; rejectUnauthorized?: false }> {
    const { ca = [], cert, key, skipVerify } = this.#endpoint.tls;
    const secureContext = tls.createSecureContext({
      ca: [...(await this.#network.trust()).certificates, ...(own ? ca : [])],
      ...(own && cert && key ? { cert, key } : {}),
    });
    return { secureContext, ...(own && skipVerify ? { rejectUnauthorized: false } : {}) };
  }
}

/** 307 and 308 keep the method; 301, 302 and 303 are followed only where that changes nothing. */
function isRedirect(status: number, { method, body }: HttpRequest): boolean {
  if (status === 307 || status === 308) return isRepeatable(body);
  return isRead({ method }) && (status === 301 || status === 302 || status === 303);
}

function isQuick(message: HttpRequest): boolean {
  return isRead(message) && message.slow !== true;
}

function isRead({ method }: Pick<HttpRequest, "method">): boolean {
  return method === "GET" || method === "HEAD";
}

function sentAway({ what, method }: HttpRequest, from: URL, to: URL): EngineError {
  return new EngineError(
    "registry_invalid",
    `${from.host} sends the ${what} away to ${to.host}, where nothing is to be changed.`,
    {
      hint: "If the registry has moved, use its new name; else its proxy or its settings are wrong.",
      detail: `${method} ${redactUrl(from)} is redirected to ${redactUrl(to)}`,
    },
  );
}

/** Whether a body can be sent again: a stream is gone once it was read. */
export function isRepeatable(body: HttpRequest["body"]): boolean {
  return body === undefined || typeof body === "string" || body instanceof Uint8Array;
}

function several(value: string | string[] | undefined): readonly string[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
