import type { Users } from "../auth.ts";
import type { RegistryOptions } from "../options.ts";

/** GitLab: tokens that are good for five minutes, however long the push takes. Source: GitLab, `token_expire_delay`. */
export function gitlab(users: Users): RegistryOptions {
  return {
    auth: {
      kind: "bearer",
      users,
      service: "container_registry",
      scopeStyle: "perAction",
      expiresIn: 300,
      field: "token",
    },
  };
}
