import { EngineError } from "../../../errors.ts";
import { abortable } from "../../../async/abortable.ts";
import { createTokenFetcher, type Token } from "./token.ts";
import type { HttpResponse, HttpRequest, HttpTransport } from "./transport.ts";

/** Tokens kept; a registry redirects to few others. */
const mostTokens = 50;

/**
 * Asks other registries that the one that was meant redirects to, where they want a token: one that names nobody,
 * since nobody meant to log in there.
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
    this.#fetchToken = createTokenFetcher((url, message) =>
      transport.send({ what: "token", ...message }, url),
    );
  }

  /**
   * Ask again with a token that names nobody.
   * @param refused a 401 from elsewhere
   * @returns the refusal itself, where no such token is to be had
   */
  async answer(
    message: HttpRequest,
    refused: HttpResponse,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    const challenge = refused.challenges.find(({ scheme }) => scheme === "bearer");
    const named = challenge?.parameters.get("realm");
    if (!challenge || !named || (message.method !== "GET" && message.method !== "HEAD"))
      return refused;
    const realm = await this.#transport.checkAddress(named, refused.url);
    const scope = challenge.parameters.get("scope") ?? "";
    const key = JSON.stringify([refused.url.origin, realm.href, scope]);
    let token = this.#tokens.get(key);
    if (!token || token.expires <= Date.now()) {
      this.#tokens.delete(key);
      const scopes = scope.split(" ").filter(Boolean);
      const trail = { host: refused.url.host, scopes };
      const fetched = this.#fetchToken({
        challenge,
        realm,
        trail,
        credential: undefined,
        signal,
      });
      try {
        token = await abortable(fetched, signal);
      } catch (error) {
        // A login there would not be used: what is missing may be one at the registry that was meant.
        if (error instanceof EngineError && error.code === "unauthorized") return refused;
        throw error;
      }
      if (this.#tokens.size >= mostTokens) this.#tokens.clear();
      this.#tokens.set(key, token);
    }
    await refused.body.dump();
    const headers = { ...message.headers, authorization: `Bearer ${token.value}` };
    const answer = await this.#transport.send({ ...message, headers }, refused.url);
    // A token that is no longer taken is not sent again.
    if (answer.status === 400 || answer.status === 401) this.#tokens.delete(key);
    const location = answer.header("location");
    if (location === undefined || answer.status < 300 || answer.status > 399) return answer;
    // The token goes no further.
    await answer.body.dump();
    const url = await this.#transport.checkAddress(location, refused.url);
    return await this.#transport.follow(message, url, undefined);
  }
}
