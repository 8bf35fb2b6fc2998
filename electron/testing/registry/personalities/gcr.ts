import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

/**
 * Google Container Registry: no OAuth POST, and only the ping has a challenge.
 * Sources: containerd `authorizer.go`; containers/image `docker_client.go`.
 */
export function gcr(users: Users): RegistryOptions {
  return {
    auth: { kind: "bearer", users, anonymous: [], post: 404 },
    hooks: {
      after(request, response) {
        if (response.status !== 401 || request.path === "/v2/") {
          return response;
        }
        const { "www-authenticate": _, ...headers } = response.headers ?? {};
        return { ...response, headers };
      },
    },
  };
}
