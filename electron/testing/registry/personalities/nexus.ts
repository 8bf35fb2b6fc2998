import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

/**
 * Sonatype Nexus behind a proxy that forwards its port: the port is repeated in the realm. Source: nexus-public#651.
 */
export function nexus(users: Users): RegistryOptions {
  return {
    auth: {
      kind: "bearer",
      users,
      realm: (own) => own.replace(/:(\d+)\//, ":$1:$1/"),
    },
  };
}
