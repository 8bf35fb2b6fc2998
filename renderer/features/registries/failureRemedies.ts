import type { ErrorCode, Failure } from "../../../shared/errors.ts";
import { loginKey } from "../../../shared/registries.ts";

/** Causes that the user may have removed meanwhile: a server that was down, an image that was missing. */
const fixableElsewhere: ReadonlySet<ErrorCode> = new Set(["network", "timeout", "not_found"]);

/** Reports whether repeating the request may succeed. */
export function canRetry({ code, retryable }: Failure): boolean {
  return retryable || fixableElsewhere.has(code);
}

/**
 * Returns what to log in to so that a refused request succeeds, in the form that the login form takes: a registry, or
 * the namespace or repository of the refused login, because that login takes precedence over one for the registry.
 * @returns `ghcr.io` or `ghcr.io/acme`; undefined if a login would not help
 */
export function loginFor({ code, registry, auth }: Failure): string | undefined {
  const isRefused = code === "unauthorized" || code === "denied";
  return isRefused && registry !== undefined ? loginKey(registry, auth?.repository) : undefined;
}

/** Returns the registry whose connection settings may fix a failure; undefined if they would not help. */
export function connectionFor(failure: Failure): string | undefined {
  return failure.code === "network" ? failure.registry : undefined;
}

/** Returns the repository whose access a failure is about, as in references; undefined if it is about none. */
export function repositoryOf({ auth }: Failure): string | undefined {
  const [, path] =
    auth?.scopes.flatMap((scope) => /^repository:(.+):[a-z*,]+$/.exec(scope) ?? []) ?? [];
  return auth === undefined || path === undefined ? undefined : `${auth.host}/${path}`;
}
