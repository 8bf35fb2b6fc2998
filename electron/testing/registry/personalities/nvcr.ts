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
    personality: {
      after(call, answer) {
        const { authorization, host } = call.headers;
        if (answer.status !== 401 || authorization === undefined) return answer;
        // The registry itself refuses everybody there.
        const challenge = `Bearer realm="http://${host}/authn/token",service="registry",error="invalid_token"`;
        return { ...answer, headers: { ...answer.headers, "www-authenticate": challenge } };
      },
    },
  };
}
