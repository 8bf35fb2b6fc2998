import type { RegistryResponse } from "../response.ts";
import { errorResponse } from "../response.ts";
import type { Users } from "../authorizer.ts";
import type { RegistryRequest } from "../request.ts";
import type { RegistryOptions } from "../options.ts";
import { readRoute } from "../route.ts";

/** JFrog Artifactory: every OAuth POST is unauthorized. Source: containerd `authorizer.go`. */
export function jfrog(users: Users): RegistryOptions {
  return { auth: { kind: "bearer", users, post: 401 } };
}

/**
 * Artifactory's virtual repositories with a member that the user may not read: missing manifests are forbidden.
 * Sources: go-containerregistry#1691; cosign#2973 (the message).
 */
export function artifactoryVirtual(users: Users): RegistryOptions {
  return { ...jfrog(users), hooks: { after: forbidMissing } };
}

function forbidMissing(request: RegistryRequest, response: RegistryResponse): RegistryResponse {
  if (response.status !== 404 || readRoute(request.path).kind !== "manifest") {
    return response;
  }
  return errorResponse(403, "UNAUTHORIZED", "The client does not have permission for manifest");
}
