import { pageNotFound } from "../response.ts";
import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

/** GitHub's registry: no referrers API, no catalog, no deletes (405 UNSUPPORTED). */
export function ghcr(users: Users): RegistryOptions {
  return {
    auth: { kind: "bearer", users },
    referrersApi: false,
    deletes: false,
    hooks: {
      before: (request) => (request.path.startsWith("/v2/_catalog") ? pageNotFound() : undefined),
    },
  };
}
