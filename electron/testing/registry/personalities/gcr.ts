import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

/**
 * Google Container Registry: no OAuth POST, and only the ping says how to log in; other refusals are bare.
 * Sources: containerd `authorizer.go`; containers/image `docker_client.go`.
 */
export function gcr(users: Users): RegistryOptions {
  return {
    auth: { kind: "bearer", users, anonymous: [], post: 404 },
    personality: {
      after(call, answer) {
        if (answer.status !== 401 || call.path === "/v2/") return answer;
        const { "www-authenticate": _, ...headers } = answer.headers ?? {};
        return { ...answer, headers };
      },
    },
  };
}
