import { errorResponse } from "../response.ts";
import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

/**
 * Quay: a mount requires `from`; tokens are issued by GET only, with scopes for pull, push or `*`.
 * Sources: quay `v2auth.py` (the form of a scope); jib#703 (mounts).
 */
export function quay(users: Users): RegistryOptions {
  return {
    auth: {
      kind: "bearer",
      users,
      post: 405,
      scopePattern: /^repository:[\w./-]+:(?:push|pull|\*)(?:,(?:push|pull|\*))*$/,
      field: "token",
      expiresIn: "absent",
    },
    hooks: {
      before: ({ query }) =>
        query.has("mount") && !query.has("from")
          ? errorResponse(400, "INVALID_REQUEST", "Invalid request")
          : undefined,
    },
  };
}
