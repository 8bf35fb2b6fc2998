import { errorResponse } from "../response.ts";
import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";
import { gar } from "./gar.ts";

/**
 * Google Artifact Registry without a list of referrers, and with immutable tags: a tag that names something is never
 * moved to another digest, nor deleted. Source: Google Cloud, "Immutable image tags" of Artifact Registry.
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
        const held = tags.get(reference);
        return held === undefined || held === digest
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
