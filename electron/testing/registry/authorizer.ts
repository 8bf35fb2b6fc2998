import { randomUUID } from "node:crypto";
import type { RegistryResponse } from "./response.ts";
import { errorResponse } from "./response.ts";
import type { RegistryRequest } from "./request.ts";
import type { Action, Scope } from "./scope.ts";
import { formatScopes } from "./scope.ts";

/** Passwords by user. */
export type Users = Readonly<Record<string, string>>;

export interface BearerAuth {
  readonly kind: "bearer";
  readonly users?: Users;
  /** Actions without a login (default: pull). */
  readonly anonymous?: readonly Action[];
  /** Whether a user (undefined: anonymous) may do an action; default: users everything, others `anonymous`. */
  readonly isAllowed?: (user: string | undefined, scope: Scope, action: Action) => boolean;
  /** The response to an OAuth POST (default "accept"); "identityOnly" accepts identity tokens, not passwords. */
  readonly post?: "accept" | "identityOnly" | 400 | 401 | 404 | 405;
  /** The lifetime of a token in seconds (default 300); "absent" omits it, which means 60 (token specification). */
  readonly expiresIn?: number | "absent";
  /** Users by the identity tokens that a POST with grant_type=refresh_token accepts. */
  readonly identityTokens?: Users;
  /** The fields of the response that contain the token (default "both"). */
  readonly field?: "token" | "access_token" | "both";
  /** The realm in challenges, or a function of the token server's URL (default: that URL). */
  readonly realm?: string | ((own: string) => string);
  readonly service?: string;
  /** The pattern of each `scope` in a token request; others are refused. */
  readonly scopePattern?: RegExp;
  /** Whether challenges have one scope per repository, or per action as in distribution 2.8 (default "merged"). */
  readonly scopeStyle?: "merged" | "perAction";
  /** The clock in milliseconds, for tests of expiry. */
  readonly now?: () => number;
}

export type AuthOption =
  | { readonly kind: "none" }
  | { readonly kind: "basic"; readonly users: Users }
  | BearerAuth;

interface Grant {
  readonly scopes: readonly Scope[];
  readonly until: number;
}

export interface Authorizer {
  /** Returns a 401 response, or undefined if the request is allowed. */
  check(request: RegistryRequest, needed: readonly Scope[]): RegistryResponse | undefined;
  /** Issues a token for the allowed part of the requested scopes. */
  issue(user: string | undefined, requested: readonly Scope[]): string;
  /** Invalidates all issued tokens. */
  expire(): void;
  /** Removes an action from all issued tokens. */
  revoke(action: Action): void;
}

/**
 * Creates the authorizer of a registry. Source: distribution, "Token Authentication Specification"; RFC 6750, 3.1.
 * @param realm returns the URL of the token server, which is known only once it listens
 */
export function createAuthorizer(option: AuthOption, realm: () => string): Authorizer {
  const grants = new Map<string, Grant>();
  const now = (option.kind === "bearer" ? option.now : undefined) ?? Date.now;
  return {
    check(request, needed) {
      if (option.kind === "none") {
        return undefined;
      }
      const header = request.headers.authorization;
      if (option.kind === "basic") {
        return checkBasic(header, option.users);
      }
      const grant = grants.get(/^bearer +(.+)$/i.exec(header ?? "")?.[1] ?? "");
      const valid = grant !== undefined && now() < grant.until;
      if (valid && needed.every((scope) => allows(grant.scopes, scope))) {
        return undefined;
      }
      const error = valid ? "insufficient_scope" : "invalid_token";
      return challenge(option, {
        realm: realm(),
        needed,
        error: header === undefined ? undefined : error,
      });
    },
    issue(user, requested) {
      if (option.kind !== "bearer") {
        throw new Error("tokens are for bearer authentication");
      }
      const seconds =
        option.expiresIn === undefined
          ? 300
          : option.expiresIn === "absent"
            ? 60
            : option.expiresIn;
      const token = randomUUID();
      const scopes = requested.map((scope) => ({
        ...scope,
        actions: scope.actions.filter((action) => isPermitted(option, { user, scope, action })),
      }));
      grants.set(token, { scopes, until: now() + seconds * 1000 });
      return token;
    },
    expire: () => grants.clear(),
    revoke(revoked) {
      for (const [token, grant] of grants) {
        const scopes = grant.scopes.map((scope) => ({
          ...scope,
          actions: scope.actions.filter((action) => action !== revoked),
        }));
        grants.set(token, { ...grant, scopes });
      }
    },
  };
}

/** Returns the user and password of a Basic header, or undefined for another header. Source: RFC 7617. */
export function readBasic(
  header: string | undefined,
): { user: string; password: string } | undefined {
  const encoded = /^basic +(.+)$/i.exec(header ?? "")?.[1];
  if (encoded === undefined) {
    return undefined;
  }
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function checkBasic(header: string | undefined, users: Users): RegistryResponse | undefined {
  const given = readBasic(header);
  if (
    given !== undefined &&
    Object.hasOwn(users, given.user) &&
    users[given.user] === given.password
  ) {
    return undefined;
  }
  return unauthorized('Basic realm="test registry"');
}

interface Challenge {
  readonly realm: string;
  readonly needed: readonly Scope[];
  readonly error: string | undefined;
}

function challenge(option: BearerAuth, { realm, needed, error }: Challenge): RegistryResponse {
  const scopes =
    option.scopeStyle === "perAction"
      ? needed.flatMap((scope) => scope.actions.map((action) => ({ ...scope, actions: [action] })))
      : needed;
  const parameters = [
    `realm="${typeof option.realm === "function" ? option.realm(realm) : (option.realm ?? realm)}"`,
    `service="${serviceOf(option)}"`,
    ...(scopes.length === 0 ? [] : [`scope="${formatScopes(scopes)}"`]),
    ...(error === undefined ? [] : [`error="${error}"`]),
  ];
  return unauthorized(`Bearer ${parameters.join(",")}`);
}

/** Returns the service in challenges. */
export function serviceOf(option: BearerAuth): string {
  return option.service ?? "test-registry";
}

function unauthorized(header: string): RegistryResponse {
  const response = errorResponse(401, "UNAUTHORIZED", "authentication required");
  return { ...response, headers: { ...response.headers, "www-authenticate": header } };
}

interface Access {
  readonly user: string | undefined;
  readonly scope: Scope;
  readonly action: Action;
}

function isPermitted(option: BearerAuth, { user, scope, action }: Access): boolean {
  if (option.isAllowed !== undefined) {
    return option.isAllowed(user, scope, action);
  }
  return user !== undefined || (option.anonymous ?? ["pull"]).includes(action);
}

function allows(granted: readonly Scope[], needed: Scope): boolean {
  const actions = new Set(
    granted
      .filter((scope) => scope.type === needed.type && scope.name === needed.name)
      .flatMap((scope) => scope.actions),
  );
  return needed.actions.every((action) => actions.has(action));
}
