import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

const others: Readonly<Record<string, string>> = {
  [mediaTypes.ociManifest]: mediaTypes.dockerManifest,
  [mediaTypes.ociIndex]: mediaTypes.dockerList,
};

/**
 * Any registry that knows Docker's media types only, or behind a cache that remembers one for all: OCI images are served
 * under Docker's media types.
 * Source: go-containerregistry `fetcher.go`, which takes the type that is served.
 */
export function otherFormat(users: Users): RegistryOptions {
  return {
    auth: { kind: "bearer", users },
    personality: {
      after({ path }, answer) {
        const other = others[String(answer.headers?.["content-type"])];
        if (other === undefined || !path.includes("/manifests/")) return answer;
        return { ...answer, headers: { ...answer.headers, "content-type": other } };
      },
    },
  };
}
