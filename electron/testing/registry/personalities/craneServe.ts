import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import type { RegistryResponse } from "../response.ts";
import type { Users } from "../authorizer.ts";
import type { RegistryRequest } from "../request.ts";
import type { RegistryOptions } from "../options.ts";
import { readRoute } from "../route.ts";

interface Listed {
  readonly artifactType?: string;
}

/**
 * `crane registry serve`: its list of referrers has the config's type as artifact type, which is the empty type for
 * cosign's bundles. Source: go-containerregistry `pkg/registry/manifest.go`.
 */
export function craneServe(users: Users): RegistryOptions {
  return { auth: { kind: "basic", users }, hooks: { after: listConfigTypes } };
}

function listConfigTypes(request: RegistryRequest, response: RegistryResponse): RegistryResponse {
  if (readRoute(request.path).kind !== "referrers" || response.status !== 200) {
    return response;
  }
  const { manifests, ...index } = JSON.parse(Buffer.from(response.body ?? "").toString()) as {
    manifests: readonly Listed[];
  };
  const listed = manifests.map((entry) => ({ ...entry, artifactType: mediaTypes.ociEmpty }));
  return { ...response, body: Buffer.from(JSON.stringify({ ...index, manifests: listed })) };
}
