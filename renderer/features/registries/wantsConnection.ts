import type { Failure } from "../../../shared/errors.ts";

/** The registry whose connection settings may fix a failure; null where none would. */
export function wantsConnection(failure: Failure): string | null {
  return failure.code === "network" ? (failure.registry ?? null) : null;
}
