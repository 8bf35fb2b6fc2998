import { gzipSync } from "node:zlib";
import { refuse } from "../response.ts";
import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

/**
 * Harbor: what is missing is told with a code of its own, and a proxy that compresses makes a HEAD of a manifest
 * tell another length than its GET has bytes.
 * Sources: containers/image `docker_client_test.go` (the words); oras-go#1176 (the length).
 */
export function harbor(users: Users): RegistryOptions {
  return {
    auth: { kind: "bearer", users },
    personality: {
      after(call, answer) {
        const reference = /^\/v2\/(.+)\/manifests\/([^/?]+)$/.exec(call.path);
        if (reference === null) return answer;
        const [, name, target] = reference;
        if (answer.status === 404)
          return refuse(404, "NOT_FOUND", `artifact ${name}:${target} not found`);
        if (call.method !== "HEAD" || answer.status !== 200) return answer;
        return { ...answer, contentLength: gzipSync(answer.body ?? "").length };
      },
    },
  };
}
