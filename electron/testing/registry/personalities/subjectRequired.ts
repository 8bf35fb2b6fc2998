import type { Answer } from "../response.ts";
import { refuse } from "../response.ts";
import type { Users } from "../authorizer.ts";
import type { Repository } from "../content.ts";
import type { JudgedManifest, RegistryOptions } from "../options.ts";

/** A registry that takes no manifest before its subject, as gitlab.com's. */
export function subjectFirst(users: Users): RegistryOptions {
  return { auth: { kind: "basic", users }, personality: { judge: refuseWithoutSubject } };
}

/** Refuses a manifest whose subject is not in the repository. Source: moby/buildkit#7007, with gitlab.com's words. */
export function refuseWithoutSubject(
  { value }: JudgedManifest,
  repository: Repository,
): Answer | undefined {
  const subject = value?.["subject"];
  if (typeof subject !== "object" || subject === null) return undefined;
  const { digest } = subject as { digest?: unknown };
  return typeof digest === "string" && !repository.manifests.has(digest)
    ? refuse(400, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry")
    : undefined;
}
