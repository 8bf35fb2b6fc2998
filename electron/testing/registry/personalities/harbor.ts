import { gzipSync } from "node:zlib";
import { errorResponse } from "../response.ts";
import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

/**
 * Harbor: its own code for missing manifests, and a compressing proxy sends another Content-Length for HEAD than for
 * GET of a manifest.
 * Sources: containers/image `docker_client_test.go` (the message); oras-go#1176 (the length).
 */
export function harbor(users: Users): RegistryOptions {
  return {
    auth: { kind: "bearer", users },
    hooks: {
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
