import { errorResponse } from "../response.ts";
import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

/**
 * Amazon ECR Public: answers 400 to an invalid token, and challenges only requests without one.
 * Source: aws/containers-roadmap#2835.
 */
export function ecrPublic(users: Users): RegistryOptions {
  return {
    auth: { kind: "bearer", users },
    hooks: {
      after: (request, response) =>
        response.status === 401 && request.headers.authorization !== undefined
          ? errorResponse(400, "UNAUTHORIZED", "Not Authorized")
          : response,
    },
  };
}
