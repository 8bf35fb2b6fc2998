import type { Failure } from "../../../shared/result.ts";

/** The registry at which a login may mend a failure; null where none would. */
export function wantsLogin(failure: Failure): string | null {
  const refused = failure.code === "unauthorized" || failure.code === "denied";
  return refused ? (failure.registry ?? null) : null;
}
