import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

/**
 * NVIDIA's nvcr.io: to a token that is not good it names another realm than to none, and that one gives nothing to
 * those who ask without a login; challenges name no service.
 * Source: NVIDIA/nvidia-container-toolkit#1945; sapcc/keppel#731.
 */
export function nvcr(users: Users): RegistryOptions {
  return {
    auth: { kind: "bearer", users, post: 404 },
    hooks: {
      after(request, response) {
        const { authorization, host } = request.headers;
        if (response.status !== 401 || authorization === undefined) return response;
        // The registry itself refuses everybody there.
        const challenge = `Bearer realm="http://${host}/authn/token",service="registry",error="invalid_token"`;
        return { ...response, headers: { ...response.headers, "www-authenticate": challenge } };
      },
    },
  };
}
