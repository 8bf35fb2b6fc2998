import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

/** Any registry that was named with its port and forgets it in each Location, as many do behind port 443. Source: oras-go#177. */
export function behind443(users: Users): RegistryOptions {
  return {
    auth: { kind: "basic", users },
    locations: "absolute",
    personality: {
      after(_call, answer) {
        const location = answer.headers?.["location"];
        if (typeof location !== "string") return answer;
        const shortened = location.replace(/^(https?:\/\/[^/:]+):\d+/, "$1");
        return { ...answer, headers: { ...answer.headers, location: shortened } };
      },
    },
  };
}
