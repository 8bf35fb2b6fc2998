import { randomUUID } from "node:crypto";
import type { Answer } from "../response.ts";
import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

/**
 * Google Artifact Registry: no OAuth POST, and blobs behind a redirect to a path of the same host.
 * Sources: containerd `authorizer.go` (404 to the POST); nexus-public#1061 (the relative redirect).
 */
export function gar(users: Users): RegistryOptions {
  const downloads = new Map<string, Answer>();
  return {
    auth: { kind: "bearer", users, post: 404 },
    personality: {
      before: (call) => downloads.get(call.path),
      after(call, answer) {
        const read = call.method === "GET" && (answer.status === 200 || answer.status === 206);
        if (!read || !/^\/v2\/.+\/blobs\/[^/]+$/.test(call.path)) return answer;
        const location = `/artifacts-downloads/${randomUUID()}`;
        downloads.set(location, answer);
        return { status: 302, headers: { location } };
      },
    },
  };
}
