import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

/** Any registry that omits its port in Location, as many do behind port 443. Source: oras-go#177. */
export function portlessLocations(users: Users): RegistryOptions {
  return {
    auth: { kind: "basic", users },
    locations: "absolute",
    hooks: {
      after(_call, response) {
        const location = response.headers?.["location"];
        if (typeof location !== "string") {
          return response;
        }
        const shortened = location.replace(/^(https?:\/\/[^/:]+):\d+/, "$1");
        return { ...response, headers: { ...response.headers, location: shortened } };
      },
    },
  };
}
