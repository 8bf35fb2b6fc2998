import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";
import { refuseWithoutSubject } from "./subjectRequired.ts";

/**
 * GitLab: tokens expire after five minutes, also during a push, and a manifest is refused before its subject.
 * Sources: GitLab, `token_expire_delay`; moby/buildkit#7007.
 */
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
    hooks: { checkManifest: refuseWithoutSubject },
  };
}
