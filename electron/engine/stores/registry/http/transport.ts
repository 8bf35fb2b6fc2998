import type { Dispatcher } from "undici";
import { EngineError } from "../../../errors.ts";
import { sizeLimits } from "../../sizeLimits.ts";
import { domainOfKey } from "../auth/credentialKeys.ts";
import type { Endpoint } from "../hosts/hostConfig.ts";
import type { Network } from "./network.ts";
import { AddressGuard } from "./addressGuard.ts";
import { parseChallenges } from "./challenge.ts";
import { Connections } from "./connections.ts";
import { contentEncodingOf, decodeBody, isEncoded } from "./contentEncoding.ts";
import {
  answersTls,
  isConnectionRefused,
  isUnanswered,
  networkError,
  plainHttpToTls,
  restartingError,
} from "./networkError.ts";
import { redactUrl } from "../../../redact.ts";
import type { HttpRequest, HttpResponse } from "./httpMessages.ts";
import { logRequest } from "./requestLog.ts";
import { defaultTimeouts, type Timeouts } from "./timeouts.ts";

/** Milliseconds after the last response during which a host that refuses connections counts as restarting. */
const restartingFor = 600_000;
/** Maximum number of hosts whose last response is remembered. */
const maxHosts = 100;

/** HTTP transport for one registry host: sends requests to it and to the hosts that it refers to. */
export class HttpTransport {
  readonly origin: URL;
  readonly #endpoint: Endpoint;
  readonly #network: Network;
  readonly #timeouts: Timeouts;
  readonly #guard: AddressGuard;
  readonly #connections: Connections;
  /** When each host responded last, in milliseconds since the epoch. */
  readonly #lastResponse = new Map<string, number>();

  constructor(endpoint: Endpoint, network: Network) {
    this.origin = endpoint.origin;
    this.#endpoint = endpoint;
    this.#network = network;
    this.#timeouts = network.timeouts ?? defaultTimeouts;
    this.#guard = new AddressGuard(endpoint.origin);
    this.#connections = new Connections(endpoint, network, this.#guard);
  }

  /** Whether a URL has the registry's own scheme, host and port (GHSA-vh4v-2xq2-g5cg). */
  isOwn(url: URL): boolean {
    return this.#guard.isOwn(url);
  }

  /** Checks a URL that the registry refers to: see `AddressGuard.check`. @throws EngineError `unsafe_address` */
  async checkAddress(location: string, base: URL): Promise<URL> {
    return await this.#guard.check(location, base);
  }

  /**
   * Sends a request and follows up to ten redirects. Only GET and HEAD are redirected to another host: a write there
   * would seem to succeed.
   * @param authorization sent to the registry's own origin only
   */
  async follow(
    request: HttpRequest,
    first: URL,
    authorization: string | undefined,
  ): Promise<HttpResponse> {
    let url = first;
    for (let hops = 0; hops <= sizeLimits.redirects; hops += 1) {
      const isOwn = this.isOwn(url);
      const headers = {
        "user-agent": "Manifestry",
        ...(isOwn ? this.#endpoint.headers : {}),
        ...request.headers,
        ...(isOwn && authorization !== undefined ? { authorization } : {}),
      };
      const response = await this.send({ ...request, headers }, url);
      const location = response.header("location");
      if (location === undefined || !isRedirect(response.status, request)) {
        return response;
      }
      await response.body.dump();
      url = await this.checkAddress(location, url);
      if (!isRead(request) && !this.isOwn(url)) {
        throw redirectedWrite(request, first, url);
      }
    }
    throw new EngineError(
      "registry_invalid",
      `${first.host} redirects the ${request.what} in circles.`,
      { detail: redactUrl(first) },
    );
  }

  /** Sends a request to one URL and does not follow redirects. @throws EngineError if there is no response */
  async send(request: HttpRequest, url: URL): Promise<HttpResponse> {
    let proxy: URL | undefined;
    try {
      const route = await this.#network.route(url);
      if (route.kind === "proxy") {
        proxy = route.url;
      }
      return await this.#dispatch(request, url, proxy);
    } catch (error) {
      request.signal?.throwIfAborted();
      throw await this.#explain(error, { method: request.method, url, proxy });
    }
  }

  async #dispatch(
    { method, headers = {}, body, signal, slow = false, size }: HttpRequest,
    url: URL,
    proxy: URL | undefined,
  ): Promise<HttpResponse> {
    const isOwn = this.isOwn(url);
    const [agent] = await Promise.all([
      this.#connections.agentFor({ isOwn, proxy }),
      proxy && !isOwn ? this.#guard.checkProxied(url) : undefined,
    ]);
    const { readHeaders, headers: otherHeaders } = this.#timeouts;
    const response = await this.#logged(
      agent.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method,
        headers: { "accept-encoding": "identity", ...headers } as Record<string, string | string[]>,
        body: (body ?? null) as Exclude<Dispatcher.DispatchOptions["body"], undefined>,
        headersTimeout: isRead({ method }) && !slow ? readHeaders : otherHeaders,
        ...(signal ? { signal } : {}),
      }),
      { method, url, headers },
    );
    if (this.#lastResponse.size >= maxHosts) {
      this.#lastResponse.clear();
    }
    this.#lastResponse.set(url.host, Date.now());
    // Destroying an unread body emits an error, which without a listener would end the process.
    response.body.on("error", () => {});
    const header = (name: string): string | undefined => valuesOf(response.headers[name])[0];
    const encoded = isEncoded(header, size);
    return {
      status: response.statusCode,
      url,
      header,
      challenges: parseChallenges(valuesOf(response.headers["www-authenticate"])),
      body: encoded ? decodeBody(response.body, contentEncodingOf(header), url) : response.body,
      undecoded: response.body,
      encoded,
    };
  }

  async #logged(
    sent: Promise<Dispatcher.ResponseData>,
    request: Pick<Required<HttpRequest>, "method" | "headers"> & { readonly url: URL },
  ): Promise<Dispatcher.ResponseData> {
    const { log } = this.#network;
    if (!log) {
      return await sent;
    }
    const begun = performance.now();
    const result = await sent.then(
      ({ statusCode, headers }) => ({ response: { status: statusCode, headers } }),
      (error: unknown) => ({ error }),
    );
    try {
      logRequest(log, { ...request, milliseconds: performance.now() - begun, ...result });
    } catch {
      // A log that fails must not fail the request.
    }
    return await sent;
  }

  /** The error for a request that got no response. */
  async #explain(
    cause: unknown,
    request: Pick<HttpRequest, "method"> & { readonly url: URL; readonly proxy: URL | undefined },
  ): Promise<unknown> {
    const { method, url, proxy } = request;
    const hasResponded = Date.now() - (this.#lastResponse.get(url.host) ?? 0) < restartingFor;
    if (hasResponded && !proxy && isConnectionRefused(cause)) {
      return restartingError(url);
    }
    const registry = this.isOwn(url) ? domainOfKey(this.origin.host) : undefined;
    // A TLS server may close a plain HTTP connection without a response.
    const mayNeedTls =
      registry !== undefined && url.protocol === "http:" && !hasResponded && !proxy;
    if (mayNeedTls && isUnanswered(cause) && (await answersTls(url))) {
      const { code, message, hint } = plainHttpToTls(url.host);
      return new EngineError(code, message, { hint, registry });
    }
    return networkError(cause, { method, url, proxy, registry });
  }

  async close(): Promise<void> {
    await this.#connections.close();
  }
}

/** 307 and 308 keep the method; 301, 302 and 303 are followed for reads only, where the method does not change. */
function isRedirect(status: number, { method, body }: HttpRequest): boolean {
  if (status === 307 || status === 308) {
    return isRepeatable(body);
  }
  return isRead({ method }) && (status === 301 || status === 302 || status === 303);
}

function isRead({ method }: Pick<HttpRequest, "method">): boolean {
  return method === "GET" || method === "HEAD";
}

function redirectedWrite({ what, method }: HttpRequest, from: URL, to: URL): EngineError {
  return new EngineError(
    "registry_invalid",
    `${from.host} redirects the ${what} to ${to.host}, another host.`,
    {
      hint: "If the registry has moved, use its new name. Otherwise its proxy or its settings are wrong.",
      detail: `${method} ${redactUrl(from)} is redirected to ${redactUrl(to)}`,
    },
  );
}

/** Whether a body can be sent again; a stream cannot. */
export function isRepeatable(body: HttpRequest["body"]): boolean {
  return body === undefined || typeof body === "string" || body instanceof Uint8Array;
}

function valuesOf(value: string | string[] | undefined): readonly string[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
