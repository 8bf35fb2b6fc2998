import type { RegistryResponse } from "../response.ts";
import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

/** Forms in which registries say in `detail` what they do not say in `message`. */
const details = {
  /** As Artifactory and Harbor. */
  text: "the retention policy forbids it",
  /** As distribution of its storage. */
  object: { driver: "s3aws", detail: { reason: "the retention policy forbids it" } },
  /** As distribution of the rights that are missing. */
  list: [{ Type: "repository", Name: "acme/app", Reason: "the retention policy forbids it" }],
} as const;

export type DetailForm = keyof typeof details;

/**
 * Any registry that takes no manifests, and says why in `detail` only.
 * Source: distribution-spec 1.1, "Error Codes": the detail is unstructured.
 */
export function errorDetails(users: Users, form: DetailForm = "object"): RegistryOptions {
  const errors = [{ code: "UNKNOWN", message: "unknown error", detail: details[form] }];
  const refusal: RegistryResponse = {
    status: 400,
    headers: { "content-type": "application/json" },
    body: Buffer.from(JSON.stringify({ errors })),
  };
  return {
    auth: { kind: "basic", users },
    hooks: {
      before: ({ method, path }) =>
        method === "PUT" && path.includes("/manifests/") ? refusal : undefined,
    },
  };
}
