import type { Answer } from "../response.ts";
import { refuse } from "../response.ts";
import type { Users } from "../authorizer.ts";
import type { Call } from "../request.ts";
import type { RegistryOptions } from "../options.ts";
import { readRoute } from "../route.ts";

/** JFrog Artifactory: an OAuth POST is unauthorized, whoever sends it. Source: containerd `authorizer.go`. */
export function jfrog(users: Users): RegistryOptions {
  return { auth: { kind: "bearer", users, post: 401 } };
}

/**
 * Artifactory's virtual repositories, one of whose parts the user may not read: manifests that do not exist are
 * forbidden. Sources: go-containerregistry#1691; cosign#2973, with its words.
 */
export function artifactoryVirtual(users: Users): RegistryOptions {
  return { ...jfrog(users), personality: { after: forbidMissing } };
}

function forbidMissing(call: Call, answer: Answer): Answer {
  if (answer.status !== 404 || readRoute(call.path).kind !== "manifest") return answer;
  return refuse(403, "UNAUTHORIZED", "The client does not have permission for manifest");
}
