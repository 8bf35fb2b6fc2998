import { loginKey } from "../../../shared/registries.ts";
import type { Failure } from "../../../shared/errors.ts";

/**
 * What a login may fix a failure for, as the login form takes it: a registry, or the part of it that the refused login
 * is for, since that one would still be used before another for the registry. Null where no login would.
 */
export function wantsLogin({ code, registry, auth }: Failure): string | null {
  const refused = code === "unauthorized" || code === "denied";
  return refused && registry !== undefined ? loginKey(registry, auth?.repository) : null;
}
