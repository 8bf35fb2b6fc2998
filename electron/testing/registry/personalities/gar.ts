import { randomUUID } from "node:crypto";
import type { RegistryResponse } from "../response.ts";
import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

/**
 * Google Artifact Registry: no OAuth POST, and blobs redirect to a path of the same host.
 * Sources: containerd `authorizer.go` (404 to the POST); nexus-public#1061 (the relative redirect).
 */
export function gar(users: Users): RegistryOptions {
  const downloads = new Map<string, RegistryResponse>();
  return {
    auth: { kind: "bearer", users, post: 404 },
    hooks: {
      before: (request) => downloads.get(request.path),
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
