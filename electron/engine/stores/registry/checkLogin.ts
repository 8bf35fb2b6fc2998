import { EngineError } from "../../errors.ts";
import type { Credential } from "./auth/credential.ts";
import type { LoginScope } from "./hosts/hostInput.ts";
import type { Network } from "./network.ts";
import { RegistryClient } from "./http/registryClient.ts";
import type { RequestTarget } from "./http/request.ts";
import type { Scope } from "./http/scope.ts";

/**
 * Try a login at a registry, as `docker login` does: by asking for the root of its API. One for a namespace or
 * repository asks with the right to pull from that; where the root answers everybody, it asks for the tags there.
 *
 * @throws EngineError `unauthorized` where the registry does not take it
 */
export async function checkLogin(
  { domain, repository }: Pick<LoginScope, "domain" | "repository">,
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
  const scopes: readonly Scope[] =
    repository === undefined ? [] : [{ repository, actions: ["pull"] }];
  const ask = async (
    target: RequestTarget,
    wanted: readonly Scope[],
    expect: readonly number[],
  ) => {
    const request = { what: `login to ${domain}`, method: "GET", target, expect, signal } as const;
    const response = await refusedAs(domain, client.request({ ...request, scopes: wanted }));
    await response.body.dump();
    // A body that was given up ends like any other.
    signal.throwIfAborted();
    return (await client.accesses()).some(({ source }) => source !== undefined);
  };
  try {
    const isTaken = await ask({ kind: "ping" }, scopes, [200]).catch(async (error: unknown) => {
      // To some token servers, a namespace is no repository that a token could be for.
      const isOdd = error instanceof EngineError && error.code === "registry_refused";
      if (!isOdd || repository === undefined) throw error;
      return await ask({ kind: "ping" }, [], [200]);
    });
    if (isTaken) return;
    // There may be nothing yet in what the login is for.
    if (repository !== undefined && (await ask({ kind: "tags", repository }, scopes, [200, 404])))
      return;
    // A registry that lets everybody in says nothing of the login.
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
