import { errorResponse } from "../response.ts";
import type { Users } from "../authorizer.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import type { RegistryOptions } from "../options.ts";

/** The maximum page size of lists. */
const largestPage = 1000;

/**
 * Amazon ECR: Basic authentication, no mounts unless enabled for the account, page sizes up to 1000, 201 to a PATCH.
 * Sources: go-containerregistry `options.go` (the page's size), regclient `blob.go` (201 to a PATCH),
 * containers/image `docker_image_dest.go` (manifests without mediaType); AWS, "Blob mounting".
 */
export function ecr(users: Users): RegistryOptions {
  return {
    auth: { kind: "basic", users },
    mount: false,
    tagPageSize: largestPage,
    hooks: {
      before(request) {
        const requested = Number(request.query.get("n") ?? 0);
        if (requested <= largestPage) {
          return undefined;
        }
        const rule = `Member must have value less than or equal to ${largestPage}`;
        return errorResponse(
          405,
          "UNSUPPORTED",
          `Invalid parameter at 'maxResults' failed to satisfy constraint: '${rule}'`,
        );
      },
      after: (request, response) =>
        request.method === "PATCH" && response.status === 202
          ? { ...response, status: 201 }
          : response,
      checkManifest({ mediaType, value }) {
        const oci = mediaType === mediaTypes.ociManifest || mediaType === mediaTypes.ociIndex;
        return oci && value?.["mediaType"] === undefined
          ? errorResponse(405, "UNSUPPORTED", "Invalid JSON syntax")
          : undefined;
      },
    },
  };
}
