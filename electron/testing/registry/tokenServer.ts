import type { RegistryResponse } from "./response.ts";
import { jsonResponse, errorResponse } from "./response.ts";
import type { Authorizer, BearerAuth, Users } from "./authorizer.ts";
import { readBasic, serviceOf } from "./authorizer.ts";
import type { RegistryRequest } from "./request.ts";
import { parseScopes } from "./scope.ts";

/** A recorded request for a token. */
export interface TokenRequest {
  readonly method: string;
  /** The query of a GET or the form of a POST; the last value of repeated fields, scopes joined by spaces. */
  readonly fields: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
  readonly status: number;
}

/** What a token server issues tokens with. */
interface Issuer {
  readonly option: BearerAuth;
  readonly authorizer: Authorizer;
}

const maxFormBytes = 64 * 1024;

/**
 * Handles a request for a token, GET or OAuth POST.
 * Source: distribution, "Token Authentication Specification" and "OAuth2 Token Authentication".
 * @param requests records the request
 */
export async function handleTokenRequest(
  request: RegistryRequest,
  issuer: Issuer,
  requests: TokenRequest[],
): Promise<RegistryResponse> {
  const posted = request.method === "POST" ? await request.body(maxFormBytes) : undefined;
  const fields =
    request.method === "POST" ? new URLSearchParams(posted?.toString("utf8")) : request.query;
  const response = decide(request, fields, issuer);
  const scope = fields.getAll("scope").join(" ");
  requests.push({
    method: request.method,
    fields: { ...Object.fromEntries(fields), ...(scope === "" ? {} : { scope }) },
    authorization: request.headers.authorization,
    status: response.status,
  });
  return response;
}

function decide(
  request: RegistryRequest,
  fields: URLSearchParams,
  issuer: Issuer,
): RegistryResponse {
  const { option } = issuer;
  if (!request.path.startsWith("/token")) {
    return jsonResponse(404, { error: "not_found" });
  }
  if (fields.get("service") !== serviceOf(option)) {
    return jsonResponse(400, { error: "invalid_request" });
  }
  if (request.method === "POST" && typeof option.post === "number") {
    return jsonResponse(option.post, { error: "unsupported_grant_type" });
  }
  const refused = fields.getAll("scope").find((text) => option.scopePattern?.test(text) === false);
  if (refused !== undefined) {
    return errorResponse(400, "INVALID_REQUEST", `unsupported scope ${refused}`);
  }
  if (request.method === "GET") {
    const basic = readBasic(request.headers.authorization);
    if (basic === undefined) {
      return grant({ user: undefined, fields, refresh: false }, issuer);
    }
    if (!isUser(option.users, basic.user, basic.password)) {
      return denied();
    }
    const refresh = fields.get("offline_token") === "true";
    return grant({ user: basic.user, fields, refresh }, issuer);
  }
  if (request.method !== "POST") {
    return jsonResponse(405, { error: "invalid_request" });
  }
  const refresh = fields.get("access_type") === "offline";
  if (fields.get("grant_type") === "password" && option.post !== "identityOnly") {
    const user = fields.get("username") ?? "";
    if (!isUser(option.users, user, fields.get("password") ?? "")) {
      return denied();
    }
    return grant({ user, fields, refresh }, issuer);
  }
  if (fields.get("grant_type") !== "refresh_token") {
    return jsonResponse(400, { error: "unsupported_grant_type" });
  }
  const identity = fields.get("refresh_token") ?? "";
  const user = Object.hasOwn(option.identityTokens ?? {}, identity)
    ? option.identityTokens?.[identity]
    : undefined;
  return user === undefined ? denied() : grant({ user, fields, refresh }, issuer);
}

interface GrantRequest {
  readonly user: string | undefined;
  readonly fields: URLSearchParams;
  /** Whether an identity token is wanted too. */
  readonly refresh: boolean;
}

function grant(
  { user, fields, refresh }: GrantRequest,
  { option, authorizer }: Issuer,
): RegistryResponse {
  const token = authorizer.issue(user, parseScopes(fields.getAll("scope")));
  const field = option.field ?? "both";
  const identity = Object.entries(option.identityTokens ?? {}).find(
    ([, owner]) => owner === user,
  )?.[0];
  return jsonResponse(200, {
    ...(field === "access_token" ? {} : { token }),
    ...(field === "token" ? {} : { access_token: token }),
    ...(option.expiresIn === "absent" ? {} : { expires_in: option.expiresIn ?? 300 }),
    ...(option.expiresIn === "absent"
      ? {}
      : { issued_at: new Date((option.now ?? Date.now)()).toISOString() }),
    ...(refresh && identity !== undefined ? { refresh_token: identity } : {}),
  });
}

function isUser(users: Users | undefined, user: string, password: string): boolean {
  return users !== undefined && Object.hasOwn(users, user) && users[user] === password;
}

function denied(): RegistryResponse {
  return jsonResponse(401, {
    errors: [{ code: "UNAUTHORIZED", message: "incorrect username or password" }],
  });
}
