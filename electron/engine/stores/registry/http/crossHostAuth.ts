import { abortable } from "../../../async/abortable.ts";
import { EngineError } from "../../../errors.ts";
import { createTokenFetcher, type Token } from "./token.ts";
import type { HttpTransport } from "./transport.ts";
import type { HttpRequest, HttpResponse } from "./httpMessages.ts";

/** Maximum number of cached tokens; a registry redirects to few other hosts. */
const maxTokens = 50;

/**
 * Answers the challenges of other registries that a registry redirects to, with anonymous tokens: the user has not
 * logged in there.
 *
 * Source: go-containerregistry `transport/bearer.go`, `handleCrossHostChallenge`.
 */
export class CrossHostAuth {
  readonly #transport: HttpTransport;
  readonly #fetchToken: ReturnType<typeof createTokenFetcher>;
  /** By host, realm and scope. */
  readonly #tokens = new Map<string, Token>();

  constructor(transport: HttpTransport) {
    this.#transport = transport;
    this.#fetchToken = createTokenFetcher((url, request) =>
      transport.send({ what: "token", ...request }, url),
    );
  }

  /**
   * Repeat a request with an anonymous token.
   * @param refused a 401 from another host
   * @returns `refused` if no token can be obtained
   */
  async answer(
    request: HttpRequest,
    refused: HttpResponse,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    const challenge = refused.challenges.find(({ scheme }) => scheme === "bearer");
    const named = challenge?.parameters.get("realm");
    if (!challenge || !named || (request.method !== "GET" && request.method !== "HEAD")) {
      return refused;
    }
    const realm = await this.#transport.checkAddress(named, refused.url);
    const scope = challenge.parameters.get("scope") ?? "";
    const key = JSON.stringify([refused.url.origin, realm.href, scope]);
    let token = this.#tokens.get(key);
    if (!token || token.expires <= Date.now()) {
      this.#tokens.delete(key);
      const auth = { host: refused.url.host, scopes: scope.split(" ").filter(Boolean) };
      const fetched = this.#fetchToken({ challenge, realm, auth, credential: undefined, signal });
      try {
        token = await abortable(fetched, signal);
      } catch (error) {
        // Report the refusal itself: a login at the token server would not be used.
        if (error instanceof EngineError && error.code === "unauthorized") {
          return refused;
        }
        throw error;
      }
      if (this.#tokens.size >= maxTokens) {
        this.#tokens.clear();
      }
      this.#tokens.set(key, token);
    }
    await refused.body.dump();
    const headers = { ...request.headers, authorization: `Bearer ${token.value}` };
    const response = await this.#transport.send({ ...request, headers }, refused.url);
    if (response.status === 400 || response.status === 401) {
      this.#tokens.delete(key);
    }
    const location = response.header("location");
    if (location === undefined || response.status < 300 || response.status > 399) {
      return response;
    }
    // A further redirect is followed without the token.
    await response.body.dump();
    const url = await this.#transport.checkAddress(location, refused.url);
    return await this.#transport.follow(request, url, undefined);
  }
}
