import type { RegistryResponse } from "../response.ts";
import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

/** Forms of the `detail` of errors. */
const details = {
  /** Artifactory and Harbor. */
  text: "the retention policy forbids it",
  /** Storage errors of distribution. */
  object: { driver: "s3aws", detail: { reason: "the retention policy forbids it" } },
  /** Missing permissions in distribution. */
  list: [{ Type: "repository", Name: "acme/app", Reason: "the retention policy forbids it" }],
} as const;

export type DetailForm = keyof typeof details;

/**
 * Any registry that refuses manifests with the reason in `detail` only.
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
