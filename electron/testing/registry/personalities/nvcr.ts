import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

/**
 * NVIDIA's nvcr.io: the challenge to an invalid token has another realm than the one to no token, and that realm issues
 * no anonymous tokens; challenges have no service.
 * Source: NVIDIA/nvidia-container-toolkit#1945; sapcc/keppel#731.
 */
export function nvcr(users: Users): RegistryOptions {
  return {
    auth: { kind: "bearer", users, post: 404 },
    hooks: {
      after(request, response) {
        const { authorization, host } = request.headers;
        if (response.status !== 401 || authorization === undefined) {
          return response;
        }
        // The registry refuses every request to that path.
        const challenge = `Bearer realm="http://${host}/authn/token",service="registry",error="invalid_token"`;
        return { ...response, headers: { ...response.headers, "www-authenticate": challenge } };
      },
    },
  };
}
