import { z } from "zod";
import type { AuthAttempt } from "../../../../../shared/errors.ts";
import { EngineError } from "../../../errors.ts";
import type { Credential } from "../auth/credential.ts";
import { basicAuthorization } from "./challenge.ts";
import type { Challenge } from "./challenge.ts";
import { sizeLimits } from "../../sizeLimits.ts";
import { readCapped } from "../../../async/readCapped.ts";
import { networkError } from "./networkError.ts";
import { hideSent, redactUrl } from "./redact.ts";
import { readRegistryWords, tellWords } from "./errorBody.ts";
import { isTransientStatus } from "./retry.ts";
import { parseRetryAfter } from "./responseHeaders.ts";
import type { HttpResponse } from "./transport.ts";

const answerSchema = z.object({
  token: z.string().nullish(),
  access_token: z.string().nullish(),
  expires_in: z.number().nullish(),
});

/** Seconds that a token lives where its server does not say: distribution "Token Authentication", `expires_in`. */
const defaultLife = 60;
/** Seconds before its end from which a token is no longer used, for clocks and slow roads. */
const skew = 5;

export interface Token {
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** How a token is asked for: sends one request to the realm, whose address has been checked. */
export type SendToRealm = (
  url: URL,
  options: {
    method: "GET" | "POST";
    headers: Record<string, string>;
    body?: string;
    signal: AbortSignal;
  },
) => Promise<HttpResponse>;

export interface TokenRequest {
  readonly challenge: Challenge;
  /** The challenge's realm, resolved and checked. */
  readonly realm: URL;
  /** For what it is, and as whom it is asked for: what a refusal is explained with. */
  readonly trail: AuthAttempt;
  readonly credential: Credential | undefined;
  readonly signal: AbortSignal;
}

/**
 * Gets bearer tokens from the realms of challenges.
 *
 * With a secret, OAuth's POST first; servers that do not speak it (404, 405, 400, 401) are asked by GET with
 * Basic, unless the secret is an identity token, which only the POST takes. Without one, an anonymous GET.
 * A realm that knew no POST once is not asked by it again.
 *
 * Source: distribution "Token Authentication Specification" and "OAuth2 Token Authentication";
 * containerd `authorizer.go` for the fallbacks.
 */
export function createTokenFetcher(send: SendToRealm): (request: TokenRequest) => Promise<Token> {
  const withoutPost = new Set<string>();
  return async ({ challenge, realm, trail, credential, signal }) => {
    const { scopes } = trail;
    const service = challenge.parameters.get("service");
    const hasPost = !withoutPost.has(realm.href);
    if (credential?.kind === "identityToken" || (credential?.kind === "basic" && hasPost)) {
      const body = oauthForm(service, scopes, credential).toString();
      const headers = {
        "content-type": "application/x-www-form-urlencoded",
        accept: "application/json",
      };
      const response = await send(realm, { method: "POST", headers, body, signal });
      if (response.status === 200) return await readToken(response, realm);
      const spoken = ![400, 401, 404, 405].includes(response.status);
      if (credential.kind === "identityToken" || spoken)
        throw await refused(realm, response, trail, credential);
      await response.body.dump();
      // A 401 may mean a wrong password as well: what it means, the GET tells.
      if (response.status !== 401) withoutPost.add(realm.href);
    }
    const url = new URL(realm);
    if (service !== undefined) url.searchParams.set("service", service);
    for (const scope of scopes) url.searchParams.append("scope", scope);
    const headers: Record<string, string> = { accept: "application/json" };
    if (credential?.kind === "basic") {
      headers["authorization"] = basicAuthorization(credential.username, credential.password);
    }
    const response = await send(url, { method: "GET", headers, signal });
    if (response.status === 200) return await readToken(response, realm);
    throw await refused(realm, response, trail, credential);
  };
}

function oauthForm(
  service: string | undefined,
  scopes: readonly string[],
  credential: Exclude<Credential, { kind: "registryToken" }>,
): URLSearchParams {
  const form = new URLSearchParams({ client_id: "manifestry" });
  if (service !== undefined) form.set("service", service);
  if (scopes.length > 0) form.set("scope", scopes.join(" "));
  if (credential.kind === "basic") {
    form.set("grant_type", "password");
    form.set("username", credential.username);
    form.set("password", credential.password);
  } else {
    form.set("grant_type", "refresh_token");
    form.set("refresh_token", credential.token);
  }
  return form;
}

async function readToken(response: HttpResponse, realm: URL): Promise<Token> {
  let body: Uint8Array;
  try {
    body = await readCapped(response.body, sizeLimits.tokenBody, `token from ${realm.host}`);
  } catch (cause) {
    throw networkError(cause, "GET", realm);
  }
  let answer: z.infer<typeof answerSchema>;
  try {
    answer = answerSchema.parse(JSON.parse(new TextDecoder().decode(body)));
  } catch {
    throw badToken(realm);
  }
  const value = answer.token || answer.access_token;
  // What becomes part of a header must not break out of it.
  if (!value || !/^[\x21-\x7e]+$/.test(value)) throw badToken(realm);
  const life = Math.max(0, (answer.expires_in ?? defaultLife) - skew);
  return { value, expires: Date.now() + life * 1000 };
}

function badToken(realm: URL): EngineError {
  return new EngineError(
    "registry_invalid",
    `The token server ${realm.host} answered with no usable token.`,
    {
      detail: redactUrl(realm),
      transient: true,
      fault: "corrupt",
    },
  );
}

/** What the refusal of a token means, with the server's words; the secret that was sent is not repeated. */
async function refused(
  realm: URL,
  { status, header, body }: HttpResponse,
  trail: AuthAttempt,
  credential: Credential | undefined,
): Promise<Error> {
  const bytes = await readCapped(body, sizeLimits.errorBody, "error message").catch(
    () => new Uint8Array(),
  );
  const said = hideSent(tellWords(readRegistryWords(bytes)), sentWith(credential));
  const denied = status === 401 || status === 403;
  const loggedIn = trail.source !== undefined;
  const asked = loggedIn ? "refuses the login" : "gives nothing without a login";
  const error = new EngineError(
    denied ? "unauthorized" : "registry_refused",
    denied
      ? `The token server ${realm.host} ${asked} (${status}).`
      : `The token server ${realm.host} answered ${status} instead of a token.`,
    {
      hint: denied
        ? loggedIn
          ? "Check account and password, and that the account may see this repository; then log in again."
          : "Log in on the Registries page or with `docker login`, or check the spelling: a repository that you may not see looks the same."
        : "Try again in a moment.",
      detail: [redactUrl(realm), said && `It said: ${said}`].filter(Boolean).join("\n"),
      ...(denied ? { registry: trail.host, auth: trail } : {}),
      retryable: isTransientStatus(status),
      retryAfterMs: parseRetryAfter(header("retry-after"), Date.now()),
    },
  );
  return error;
}

/** A credential as headers would carry it. */
function sentWith(credential: Credential | undefined): readonly string[] {
  if (!credential) return [];
  return credential.kind === "basic"
    ? [basicAuthorization(credential.username, credential.password)]
    : [`Bearer ${credential.token}`];
}
