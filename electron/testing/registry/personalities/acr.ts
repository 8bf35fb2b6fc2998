import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

/**
 * Azure Container Registry: passwords work with Basic only; the POST accepts the refresh token that Azure's login
 * stores as an identity token.
 * Sources: containerd `authorizer.go` (400 to the POST); Azure, "Authenticate with an Azure container registry".
 */
export function acr(users: Users): RegistryOptions {
  const identityTokens = Object.fromEntries(
    Object.keys(users).map((user) => [`refresh-${user}`, user]),
  );
  return {
    auth: { kind: "bearer", users, identityTokens, post: "identityOnly", field: "access_token" },
  };
}
