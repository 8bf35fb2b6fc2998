import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

/**
 * olareg: updates the list of referrers without a lock, so concurrent pushes lose some. Source: measured; 19 of 26
 * pushes of six signatures lost one to three.
 */
export function olareg(users: Users): RegistryOptions {
  return { auth: { kind: "basic", users }, referrersDelay: 20 };
}
