import { z } from "zod";
import { readCapped } from "../../../async/readCapped.ts";
import { EngineError } from "../../../errors.ts";
import { sizeLimits } from "../../sizeLimits.ts";
import type { Credentials } from "../auth/credential.ts";
import type { Endpoint } from "../hosts/hostConfig.ts";
import type { Network } from "./network.ts";
import { Authorizer } from "./authorizer.ts";
import type { Challenge } from "./challenge.ts";
import { bodyOf } from "./contentEncoding.ts";
import { CrossHostAuth } from "./crossHostAuth.ts";
import type { RegistryRequest } from "./registryRequest.ts";
import { isHtml } from "./responseHeaders.ts";
import type { Throttle } from "./throttle.ts";
import { tryParseJson } from "../tryParseJson.ts";
import { HttpTransport, isRepeatable } from "./transport.ts";
import type { HttpResponse } from "./httpMessages.ts";

/**
 * Challenges that are answered for one request: to an expired token, to no token, and to a token with too few actions.
 */
const maxAnswers = 3;

/** Maximum number of Authorization headers remembered to redact error messages. */
const maxSent = 100;

/** A session with one host of a registry, the registry itself or a mirror: its transport and its authorization. */
export class HostSession {
  readonly endpoint: Endpoint;
  readonly transport: HttpTransport;
  readonly authorizer: Authorizer;
  /** Authorization headers that were sent, to redact them from error messages. */
  readonly sentHeaders = new Set<string>();
  readonly #throttle: Throttle;
  readonly #crossHostAuth: CrossHostAuth;
  #isRegistry: Promise<boolean> | undefined;

  /** @param registry the registry of the references, also if this host is a mirror of it */
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
      // A mirror gets credentials for its own host only.
      domain: endpoint.mirror ? endpoint.origin.host : domain,
      credentials,
      checkRealm: (realm) => this.#checkRealm(realm),
      send: (url, request) => this.transport.send({ what: "token", ...request }, url),
    });
    this.#throttle = throttle;
    this.#crossHostAuth = new CrossHostAuth(this.transport);
  }

  /** Sends a request, answers challenges if its body can be sent again, and returns the response with any status. */
  async exchange(request: RegistryRequest, url: URL): Promise<HttpResponse> {
    const { transport, authorizer } = this;
    const { scopes, signal } = request;
    let authorization = transport.isOwn(url) ? await authorizer.header(scopes, signal) : undefined;
    for (let answers = 0; ; answers += 1) {
      let response = await this.#send(request, url, authorization);
      if (!isRepeatable(request.body) || request.unchallenged) {
        return response;
      }
      if (answers === 0 && authorization !== undefined && transport.isOwn(response.url)) {
        const checked = await checkRejection(response, request.method);
        response = checked.response;
        const { status, challenges } = response;
        const isStale = status !== 401 || authorizer.namesAnotherRealm(challenges, authorization);
        if (checked.isRejected && isStale) {
          // The response to an expired token may differ from the challenge to a request without one.
          await response.body.dump();
          authorizer.startOver(scopes, authorization);
          authorization = undefined;
          continue;
        }
      }
      if (response.status !== 401) {
        return response;
      }
      if (!transport.isOwn(response.url)) {
        return await this.#crossHostAuth.answer(request, response, signal);
      }
      if (answers === maxAnswers) {
        return response;
      }
      const challenges =
        response.challenges.length > 0 ? response.challenges : await this.#ping(signal);
      const next = await authorizer.answer(challenges, { scopes, rejected: authorization, signal });
      if (next === undefined) {
        return response;
      }
      await response.body.dump();
      authorization = next;
    }
  }

  async #send(
    request: RegistryRequest,
    url: URL,
    authorization: string | undefined,
  ): Promise<HttpResponse> {
    if (authorization !== undefined) {
      if (this.sentHeaders.size >= maxSent) {
        this.sentHeaders.clear();
      }
      this.sentHeaders.add(authorization);
    }
    const follow = (): Promise<HttpResponse> => this.transport.follow(request, url, authorization);
    const response = await (isRepeatable(request.body)
      ? this.#throttle.run(request.signal, follow)
      : this.#throttle.runStream(request.signal, follow));
    if (authorization === undefined && response.status !== 401) {
      this.authorizer.recordAnonymous(request.scopes);
    }
    return response;
  }

  /** Whether the host's `/v2/` responds as a registry's does; true if the request fails. */
  isRegistry(signal: AbortSignal): Promise<boolean> {
    this.#isRegistry ??= this.#requestRoot(signal).then(
      async (response) => {
        await response.body.dump();
        const { status } = response;
        return status === 401 || status === 403 || (status === 200 && !isHtml(response));
      },
      () => {
        this.#isRegistry = undefined;
        return true;
      },
    );
    return this.#isRegistry;
  }

  /** The challenges of `/v2/`: some registries send none elsewhere (containers/image `docker_client.go`). */
  async #ping(signal: AbortSignal): Promise<readonly Challenge[]> {
    const { challenges, body } = await this.#requestRoot(signal);
    await body.dump();
    return challenges;
  }

  async #requestRoot(signal: AbortSignal): Promise<HttpResponse> {
    const request = { what: "ping", method: "GET", signal } as const;
    return await this.#throttle.run(signal, () =>
      this.transport.follow(request, new URL("/v2/", this.transport.origin), undefined),
    );
  }

  /** Checks the realm of a challenge, which gets the user's secret (CVE-2026-48978). */
  async #checkRealm(realm: string): Promise<URL> {
    if (realm === "") {
      throw new EngineError(
        "registry_invalid",
        `${this.endpoint.origin.host} requires a token but names no token server.`,
      );
    }
    // Nexus behind a proxy writes its port twice: nexus-public#651.
    const fixed = realm.replace(/^(https?:\/\/[^/:]+(:\d+))\2(?=\/|$)/, "$1");
    return await this.transport.checkAddress(fixed, this.transport.origin);
  }
}

/**
 * Whether a response rejects a token that was valid before: 401, or 400 with the code UNAUTHORIZED, as ECR Public
 * responds to an expired one. The 400 to a HEAD has no code.
 *
 * @returns the response with its body unread
 */
async function checkRejection(
  response: HttpResponse,
  method: string,
): Promise<{ readonly isRejected: boolean; readonly response: HttpResponse }> {
  if (response.status !== 400) {
    return { isRejected: response.status === 401, response };
  }
  if (method === "HEAD") {
    return { isRejected: true, response };
  }
  const bytes = await readCapped(response.body, sizeLimits.errorBody, "error message").catch(
    () => new Uint8Array(),
  );
  const body = bodyOf(bytes);
  return {
    isRejected: hasCodeUnauthorized(bytes),
    response: { ...response, body, undecoded: body, encoded: false },
  };
}

const errorListSchema = z.object({
  errors: z.array(z.object({ code: z.unknown() }).catch({ code: undefined })),
});

/** Whether a body has the code UNAUTHORIZED in the error list of distribution-spec; other forms are no rejection. */
function hasCodeUnauthorized(body: Uint8Array): boolean {
  const { data } = errorListSchema.safeParse(tryParseJson(body));
  return data?.errors.some(({ code }) => code === "UNAUTHORIZED") ?? false;
}
