import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

/**
 * olareg: a list of referrers is read, added to and written without a lock, so of those that are put at the same time
 * some are lost from it. Source: measured; of 26 pushes of six signatures 19 lost one to three.
 */
export function olareg(users: Users): RegistryOptions {
  return { auth: { kind: "basic", users }, referrersDelay: 20 };
}
