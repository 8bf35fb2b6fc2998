import { gzipSync } from "node:zlib";
import type { Content } from "../content.ts";
import { deletedManifest } from "../deletedManifest.ts";
import type { RegistryRequest } from "../request.ts";
import { errorResponse, type RegistryResponse } from "../response.ts";
import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

/**
 * Harbor: its own code for missing manifests, and a compressing proxy sends another Content-Length for HEAD than for
 * GET of a manifest. What an index lists is not deleted.
 * Sources: containers/image `docker_client_test.go` (the message); oras-go#1176 (the length); Harbor, "Deleting
 * Artifacts".
 */
export function harbor(users: Users): RegistryOptions {
  return {
    auth: { kind: "bearer", users },
    hooks: {
      before: refuseListed,
      after(request, response) {
        const reference = /^\/v2\/(.+)\/manifests\/([^/?]+)$/.exec(request.path);
        if (reference === null) {
          return response;
        }
        const [, name, target] = reference;
        if (response.status === 404) {
          return errorResponse(404, "NOT_FOUND", `artifact ${name}:${target} not found`);
        }
        if (request.method !== "HEAD" || response.status !== 200) {
          return response;
        }
        return { ...response, contentLength: gzipSync(response.body ?? "").length };
      },
    },
  };
}

/** Refuses to delete a manifest that an index lists, as GitLab, Google Artifact Registry and zot do too. */
export function refuseListed(
  request: Pick<RegistryRequest, "method" | "path">,
  content: Content,
): RegistryResponse | undefined {
  const deleted = deletedManifest(request);
  if (!deleted) {
    return undefined;
  }
  const { manifests } = content.repository(deleted.name);
  const isListed = [...manifests.values()].some(({ bytes }) => {
    const { manifests: entries = [] } = JSON.parse(Buffer.from(bytes).toString()) as {
      readonly manifests?: readonly { readonly digest: string }[];
    };
    return entries.some(({ digest }) => digest === deleted.reference);
  });
  return isListed
    ? errorResponse(412, "PRECONDITION", "the artifact is referenced by other artifacts")
    : undefined;
}
