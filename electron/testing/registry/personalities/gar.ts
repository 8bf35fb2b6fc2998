import { randomUUID } from "node:crypto";
import type { Content } from "../content.ts";
import { deletedManifest } from "../deletedManifest.ts";
import type { RegistryRequest } from "../request.ts";
import { errorResponse, type RegistryResponse } from "../response.ts";
import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

/**
 * Google Artifact Registry: no OAuth POST, blobs redirect to a path of the same host, and a manifest with tags is not
 * deleted.
 * Sources: containerd `authorizer.go` (404 to the POST); nexus-public#1061 (the relative redirect);
 * genuinetools/reg#136 (deletions).
 */
export function gar(users: Users): RegistryOptions {
  const downloads = new Map<string, RegistryResponse>();
  return {
    auth: { kind: "bearer", users, post: 404 },
    hooks: {
      before: (request, content) => downloads.get(request.path) ?? refuseTagged(request, content),
      after(request, response) {
        const read =
          request.method === "GET" && (response.status === 200 || response.status === 206);
        if (!read || !/^\/v2\/.+\/blobs\/[^/]+$/.test(request.path)) {
          return response;
        }
        const location = `/artifacts-downloads/${randomUUID()}`;
        downloads.set(location, response);
        return { status: 302, headers: { location } };
      },
    },
  };
}

/** Refuses to delete a manifest that has tags. */
export function refuseTagged(
  request: Pick<RegistryRequest, "method" | "path">,
  content: Content,
): RegistryResponse | undefined {
  const deleted = deletedManifest(request);
  if (!deleted) {
    return undefined;
  }
  const { tags } = content.repository(deleted.name);
  const tag = [...tags].find(([, digest]) => digest === deleted.reference)?.[0];
  return tag === undefined
    ? undefined
    : errorResponse(
        400,
        "GOOGLE_MANIFEST_DANGLING_TAG",
        `Manifest is still referenced by tag: ${tag}`,
      );
}
