import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

const others: Readonly<Record<string, string>> = {
  [mediaTypes.ociManifest]: mediaTypes.dockerManifest,
  [mediaTypes.ociIndex]: mediaTypes.dockerList,
};

/**
 * Any registry that serves OCI images with Docker's media types, for instance behind a cache that ignores Accept.
 * Source: go-containerregistry `fetcher.go`, which uses the served type.
 */
export function dockerMediaTypes(users: Users): RegistryOptions {
  return {
    auth: { kind: "bearer", users },
    hooks: {
      after({ path }, response) {
        const other = others[String(response.headers?.["content-type"])];
        if (other === undefined || !path.includes("/manifests/")) {
          return response;
        }
        return { ...response, headers: { ...response.headers, "content-type": other } };
      },
    },
  };
}
