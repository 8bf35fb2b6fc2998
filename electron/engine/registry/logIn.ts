import { EngineError } from "../failure.ts";
import type { Credential } from "./auth/credential.ts";
import type { Network } from "./network.ts";
import { RegistryClient } from "./transport/client.ts";

/**
 * Try a login at a registry, as `docker login` does: by asking for the root of its API.
 *
 * @param domain as it stands in references
 * @throws EngineError `unauthorized` where the registry does not take it
 */
export async function tryLogin(
  domain: string,
  credential: Credential,
  network: Network,
  signal: AbortSignal,
): Promise<void> {
  const account = credential.kind === "basic" ? credential.username : undefined;
  const found = { credential, source: "this login", account };
  const client = new RegistryClient({
    domain,
    credentials: { find: () => Promise.resolve(found) },
    network,
  });
  try {
    const response = await refusedAs(
      domain,
      client.request({
        what: `login to ${domain}`,
        method: "GET",
        url: "/v2/",
        scopes: [],
        expect: [200],
        signal,
      }),
    );
    await response.body.dump();
    // A registry that lets everybody in says nothing of the login.
    if ((await client.served()).some(({ source }) => source !== undefined)) return;
    throw new EngineError("input_invalid", `${domain} asks for no login: it answers everybody.`, {
      hint: "Nothing was kept. Use the registry without a login.",
    });
  } finally {
    await client.close();
  }
}

/** A refusal in the words of somebody who just typed a password. */
async function refusedAs<T>(domain: string, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== "unauthorized") throw error;
    throw new EngineError("unauthorized", `${domain} refuses this account or password.`, {
      hint: "Check both. Some registries take a token made on their site in place of the password.",
      ...(error.detail ? { detail: error.detail } : {}),
    });
  }
}
