import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import type { Answer } from "../response.ts";
import type { Users } from "../authorizer.ts";
import type { Call } from "../request.ts";
import type { RegistryOptions } from "../options.ts";
import { readRoute } from "../route.ts";

interface Listed {
  readonly artifactType?: string;
}

/**
 * `crane registry serve`: its list of referrers states the config's type in place of the artifact's, which is the
 * empty type for cosign's bundles. Source: go-containerregistry `pkg/registry/manifest.go`.
 */
export function craneRegistry(users: Users): RegistryOptions {
  return { auth: { kind: "basic", users }, personality: { after: listConfigTypes } };
}

function listConfigTypes(call: Call, answer: Answer): Answer {
  if (readRoute(call.path).kind !== "referrers" || answer.status !== 200) return answer;
  const { manifests, ...index } = JSON.parse(Buffer.from(answer.body ?? "").toString()) as {
    manifests: readonly Listed[];
  };
  const listed = manifests.map((entry) => ({ ...entry, artifactType: mediaTypes.ociEmpty }));
  return { ...answer, body: Buffer.from(JSON.stringify({ ...index, manifests: listed })) };
}
