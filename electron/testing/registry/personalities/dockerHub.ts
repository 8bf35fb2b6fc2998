import { jsonResponse, errorResponse } from "../response.ts";
import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

/** The window of the rate limit in seconds. */
const window = 6 * 60 * 60;

/**
 * Docker Hub: GET requests for manifests count against a limit, which is in each response; HEAD requests do not. A
 * mount with go-containerregistry's `origin` is refused with its own error.
 * Sources: Docker, "Docker Hub usage and limits"; go-containerregistry#1741.
 * @param limit the number of pulls before 429
 */
export function dockerHub(users: Users, limit = 100): RegistryOptions {
  let used = 0;
  return {
    auth: { kind: "bearer", users, service: "registry.docker.io" },
    hooks: {
      before(request) {
        if (request.query.has("mount") && request.query.has("origin")) {
          return jsonResponse(400, { details: "invalid repository name" });
        }
        if (request.method !== "GET" || !isManifest(request.path)) {
          return undefined;
        }
        used += 1;
        return used > limit
          ? errorResponse(429, "TOOMANYREQUESTS", "You have reached your pull rate limit.")
          : undefined;
      },
      after(request, response) {
        if (!isManifest(request.path) || response.status === 401) {
          return response;
        }
        return {
          ...response,
          headers: {
            ...response.headers,
            "ratelimit-limit": `${limit};w=${window}`,
            "ratelimit-remaining": `${Math.max(0, limit - used)};w=${window}`,
            "docker-ratelimit-source": "127.0.0.1",
          },
        };
      },
    },
  };
}

function isManifest(path: string): boolean {
  return /\/manifests\/[^/]+$/.test(path);
}
