import { z } from "zod";
import type { AuthAttempt } from "../../../../../shared/errors.ts";
import { readCapped } from "../../../async/readCapped.ts";
import { EngineError } from "../../../errors.ts";
import { sizeLimits } from "../../sizeLimits.ts";
import type { Credential } from "../auth/credential.ts";
import { basicAuthorization, type Challenge } from "./challenge.ts";
import { formatErrors, parseErrorBody } from "./errorBody.ts";
import { networkError } from "./networkError.ts";
import { redactSent, redactUrl } from "../../../redact.ts";
import { parseRetryAfter } from "./responseHeaders.ts";
import { isTransientStatus } from "./retry.ts";
import type { HttpResponse } from "./httpMessages.ts";

const tokenSchema = z.object({
  token: z.string().nullish(),
  access_token: z.string().nullish(),
  expires_in: z.number().nullish(),
});

/** The default lifetime of a token in seconds: distribution "Token Authentication", `expires_in`. */
const defaultLifetime = 60;
/** Seconds before its expiry from which a token is not used any more. */
const expiryMargin = 5;

export interface Token {
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** Sends a request to a token server. */
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
  /** The scopes and the account of the token. */
  readonly auth: AuthAttempt;
  readonly credential: Credential | undefined;
  readonly signal: AbortSignal;
}

/**
 * Creates a function that fetches bearer tokens from the realms of challenges.
 *
 * With a credential it sends OAuth's POST first. A server that refuses it (404, 405, 400, 401) gets a GET with Basic
 * authorization, and no POST afterwards; an identity token works with the POST only. Without a credential it sends an
 * anonymous GET.
 *
 * Source: distribution "Token Authentication Specification" and "OAuth2 Token Authentication"; containerd
 * `authorizer.go` for the fallbacks.
 */
export function createTokenFetcher(send: SendToRealm): (request: TokenRequest) => Promise<Token> {
  const realmsWithoutPost = new Set<string>();
  return async (request) => {
    const { realm, auth, credential, signal } = request;
    const service = request.challenge.parameters.get("service");
    const mayPost = !realmsWithoutPost.has(realm.href);
    if (credential?.kind === "identityToken" || (credential?.kind === "basic" && mayPost)) {
      const response = await send(realm, {
        method: "POST",
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          accept: "application/json",
        },
        body: oauthForm(service, auth.scopes, credential).toString(),
        signal,
      });
      if (response.status === 200) {
        return await readToken(response, realm);
      }
      const isUnsupported = [400, 401, 404, 405].includes(response.status);
      if (credential.kind === "identityToken" || !isUnsupported) {
        throw await refusedError(request, response);
      }
      await response.body.dump();
      // A 401 may also mean a wrong password: the GET shows which.
      if (response.status !== 401) {
        realmsWithoutPost.add(realm.href);
      }
    }
    const url = new URL(realm);
    if (service !== undefined) {
      url.searchParams.set("service", service);
    }
    for (const scope of auth.scopes) {
      url.searchParams.append("scope", scope);
    }
    const headers: Record<string, string> = { accept: "application/json" };
    if (credential?.kind === "basic") {
      headers["authorization"] = basicAuthorization(credential.username, credential.password);
    }
    const response = await send(url, { method: "GET", headers, signal });
    if (response.status === 200) {
      return await readToken(response, realm);
    }
    throw await refusedError(request, response);
  };
}

function oauthForm(
  service: string | undefined,
  scopes: readonly string[],
  credential: Exclude<Credential, { kind: "registryToken" }>,
): URLSearchParams {
  const form = new URLSearchParams({ client_id: "manifestry" });
  if (service !== undefined) {
    form.set("service", service);
  }
  if (scopes.length > 0) {
    form.set("scope", scopes.join(" "));
  }
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
    throw networkError(cause, { method: "GET", url: realm });
  }
  let parsed: z.infer<typeof tokenSchema>;
  try {
    parsed = tokenSchema.parse(JSON.parse(new TextDecoder().decode(body)));
  } catch {
    throw invalidToken(realm);
  }
  const value = parsed.token || parsed.access_token;
  // The token becomes part of a header, which it must not break out of.
  if (!value || !/^[\x21-\x7e]+$/.test(value)) {
    throw invalidToken(realm);
  }
  const lifetime = Math.max(0, (parsed.expires_in ?? defaultLifetime) - expiryMargin);
  return { value, expires: Date.now() + lifetime * 1000 };
}

function invalidToken(realm: URL): EngineError {
  return new EngineError(
    "registry_invalid",
    `The token server ${realm.host} returned no usable token.`,
    { detail: redactUrl(realm), fault: "invalid_token" },
  );
}

/** The error for a refused token, with the server's own message but without the secret that was sent. */
async function refusedError(
  { realm, auth, credential }: TokenRequest,
  { status, header, body }: HttpResponse,
): Promise<EngineError> {
  const bytes = await readCapped(body, sizeLimits.errorBody, "error message").catch(
    () => new Uint8Array(),
  );
  const serverMessage = redactSent(formatErrors(parseErrorBody(bytes)), headersOf(credential));
  const detail = [redactUrl(realm), serverMessage && `It said: ${serverMessage}`]
    .filter(Boolean)
    .join("\n");
  const retryAfterMs = parseRetryAfter(header("retry-after"), Date.now());
  if (status !== 401 && status !== 403) {
    return new EngineError(
      "registry_refused",
      `The token server ${realm.host} answered ${status} instead of a token.`,
      {
        hint: "Try again in a moment.",
        detail,
        retryable: isTransientStatus(status),
        retryAfterMs,
      },
    );
  }
  const isAnonymous = auth.source === undefined;
  return new EngineError(
    "unauthorized",
    isAnonymous
      ? `The token server ${realm.host} requires a login (${status}).`
      : `The token server ${realm.host} refuses the login (${status}).`,
    {
      hint: isAnonymous
        ? "Log in on the Registries page or with `docker login`, or check the spelling: a private repository looks like a missing one."
        : "Check account and password, and that the account may see this repository; then log in again.",
      detail,
      registry: auth.host,
      auth,
      retryAfterMs,
    },
  );
}

/** The Authorization header of a credential, to redact it. */
function headersOf(credential: Credential | undefined): readonly string[] {
  if (!credential) {
    return [];
  }
  return credential.kind === "basic"
    ? [basicAuthorization(credential.username, credential.password)]
    : [`Bearer ${credential.token}`];
}
