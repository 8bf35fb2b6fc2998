import type { Users } from "../auth.ts";
import type { RegistryOptions } from "../options.ts";

/** JFrog Artifactory: an OAuth POST is unauthorized, whoever sends it. Source: containerd `authorizer.go`. */
export function jfrog(users: Users): RegistryOptions {
  return { auth: { kind: "bearer", users, post: 401 } };
}
