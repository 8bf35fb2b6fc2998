import { errorResponse } from "../response.ts";
import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";
import { gar } from "./gar.ts";

/**
 * Google Artifact Registry with immutable tags, which cannot be moved or deleted, and without a referrers API.
 * Source: Google Cloud, "Immutable image tags" of Artifact Registry.
 */
export function garImmutable(users: Users): RegistryOptions {
  const plain = gar(users);
  return {
    ...plain,
    referrersApi: false,
    deletes: false,
    hooks: {
      ...plain.hooks,
      checkManifest({ reference, digest }, { tags }) {
        const current = tags.get(reference);
        return current === undefined || current === digest
          ? undefined
          : errorResponse(
              400,
              "MANIFEST_INVALID",
              `cannot update tag ${reference}: tags are immutable`,
            );
      },
    },
  };
}
