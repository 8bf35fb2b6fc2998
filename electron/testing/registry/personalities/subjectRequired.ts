import type { RegistryResponse } from "../response.ts";
import { errorResponse } from "../response.ts";
import type { Users } from "../authorizer.ts";
import type { Repository } from "../content.ts";
import type { PushedManifest, RegistryOptions } from "../options.ts";

/** Any registry that refuses a manifest before its subject, as gitlab.com does. */
export function subjectRequired(users: Users): RegistryOptions {
  return { auth: { kind: "basic", users }, hooks: { checkManifest: refuseWithoutSubject } };
}

/** Refuses a manifest whose subject is not in the repository. Source: moby/buildkit#7007, with gitlab.com's message. */
export function refuseWithoutSubject(
  { value }: PushedManifest,
  repository: Repository,
): RegistryResponse | undefined {
  const subject = value?.["subject"];
  if (typeof subject !== "object" || subject === null) {
    return undefined;
  }
  const { digest } = subject as { digest?: unknown };
  return typeof digest === "string" && !repository.manifests.has(digest)
    ? errorResponse(400, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry")
    : undefined;
}
