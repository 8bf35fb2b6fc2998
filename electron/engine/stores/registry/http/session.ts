import { EngineError } from "../../../errors.ts";
import type { Credentials } from "../auth/credential.ts";
import type { Endpoint } from "../hosts/hostConfig.ts";
import type { Network } from "../network.ts";
import { Authorizer } from "./authorizer.ts";
import type { Challenge } from "./challenge.ts";
import type { RegistryRequest } from "./request.ts";
import type { Throttle } from "./throttle.ts";
import { CrossHostAuth } from "./crossHostAuth.ts";
import { readRefusal } from "./refusal.ts";
import { isHtml } from "./responseHeaders.ts";
import { type HttpResponse, isRepeatable, HttpTransport } from "./transport.ts";

/**
 * Refusals that one request is made again after: the token has expired, the challenge to none is answered, and
 * then says that this asked for too little.
 */
const mostAnswers = 3;

/** Authorization headers remembered, to be hidden should the host repeat them. */
const mostSent = 100;

/** One host that is asked, the registry itself or a mirror of it, and how it wants to be asked. */
export class HostSession {
  readonly endpoint: Endpoint;
  readonly transport: HttpTransport;
  readonly authorizer: Authorizer;
  /** Of a mirror: what it last sent other bytes for, or not to the end. It is not asked the next time. */
  readonly doubtful = new Set<string>();
  /** Authorization headers that were sent: no error repeats them. */
  readonly sent = new Set<string>();
  readonly #throttle: Throttle;
  readonly #crossHostAuth: CrossHostAuth;
  #isRegistry: Promise<boolean> | undefined;

  /** @param registry the one that is meant, also where this host is a mirror of it */
  constructor(
    endpoint: Endpoint,
    registry: {
      readonly domain: string;
      readonly credentials: Credentials;
      readonly network: Network;
      readonly throttle: Throttle;
    },
  ) {
    const { domain, credentials, network, throttle } = registry;
    this.endpoint = endpoint;
    this.transport = new HttpTransport(endpoint, network);
    this.authorizer = new Authorizer({
      // A mirror is another host, and gets no credential but its own.
      domain: endpoint.mirror ? endpoint.origin.host : domain,
      credentials,
      checkRealm: (realm) => this.#checkRealm(realm),
      send: (url, message) => this.transport.send({ what: "token", ...message }, url),
    });
    this.#throttle = throttle;
    this.#crossHostAuth = new CrossHostAuth(this.transport);
  }

  /** One request with the best authorization that can be had, whatever its answer. */
  async exchange(message: RegistryRequest, url: URL): Promise<HttpResponse> {
    const { transport, authorizer } = this;
    const { scopes, signal } = message;
    let sent = transport.isOwn(url) ? await authorizer.header(scopes, signal) : undefined;
    const repeatable = isRepeatable(message.body);
    for (let answered = 0; ; answered += 1) {
      const authorization = sent;
      this.#remember(authorization);
      const follow = (): Promise<HttpResponse> => transport.follow(message, url, authorization);
      let answer = await (repeatable
        ? this.#throttle.run(signal, follow)
        : this.#throttle.runStream(signal, follow));
      if (sent === undefined && answer.status !== 401) authorizer.noteOpen(scopes);
      if (!repeatable || message.unchallenged) return answer;
      if (answered === 0 && sent !== undefined && transport.isOwn(answer.url)) {
        const refusal = await readRefusal(answer, message.method);
        answer = refusal.answer;
        if (
          refusal.isOne &&
          (answer.status !== 401 || authorizer.namesAnotherRealm(answer.challenges, sent))
        ) {
          // What is said to a token that is no longer good does not hold without one: ask as if for the first time.
          await answer.body.dump();
          authorizer.startAnew(scopes, sent);
          sent = undefined;
          continue;
        }
      }
      if (answer.status !== 401) return answer;
      if (!transport.isOwn(answer.url))
        return await this.#crossHostAuth.answer(message, answer, signal);
      if (answered === mostAnswers) return answer;
      const { challenges } = answer;
      const better = await authorizer.answer(
        challenges.length > 0 ? challenges : await this.#ping(signal),
        scopes,
        sent,
        signal,
      );
      if (better === undefined) return answer;
      await answer.body.dump();
      sent = better;
    }
  }

  #remember(authorization: string | undefined): void {
    if (authorization === undefined) return;
    if (this.sent.size >= mostSent) this.sent.clear();
    this.sent.add(authorization);
  }

  /** Whether the host's root answers as a registry's does; where it cannot be asked, nothing speaks against it. */
  isRegistry(signal: AbortSignal): Promise<boolean> {
    this.#isRegistry ??= this.#root(signal).then(
      async (answer) => {
        await answer.body.dump();
        const { status } = answer;
        return status === 401 || status === 403 || (status === 200 && !isHtml(answer));
      },
      () => {
        this.#isRegistry = undefined;
        return true;
      },
    );
    return this.#isRegistry;
  }

  /** What the host's root asks for: some refuse without a word elsewhere (containers/image `docker_client.go`). */
  async #ping(signal: AbortSignal): Promise<readonly Challenge[]> {
    const { challenges, body } = await this.#root(signal);
    await body.dump();
    return challenges;
  }

  async #root(signal: AbortSignal): Promise<HttpResponse> {
    const message = { what: "ping", method: "GET", signal } as const;
    return await this.#throttle.run(signal, () =>
      this.transport.follow(message, new URL("/v2/", this.transport.origin), undefined),
    );
  }

  /** CVE-2026-48978: the realm is the host's word, and gets the person's secret. */
  async #checkRealm(realm: string): Promise<URL> {
    if (realm === "") {
      throw new EngineError(
        "registry_invalid",
        `${this.endpoint.origin.host} wants a token but does not say from where.`,
      );
    }
    // Nexus behind a proxy names its port twice: nexus-public#651.
    const once = realm.replace(/^(https?:\/\/[^/:]+(:\d+))\2(?=\/|$)/, "$1");
    return await this.transport.checkAddress(once, this.transport.origin);
  }
}
