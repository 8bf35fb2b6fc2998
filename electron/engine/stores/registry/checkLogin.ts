import { EngineError } from "../../errors.ts";
import type { Credential } from "./auth/credential.ts";
import type { LoginScope } from "./hosts/hostInput.ts";
import { RegistryClient } from "./http/registryClient.ts";
import type { RequestTarget } from "./http/registryRequest.ts";
import type { Scope } from "./http/scope.ts";
import type { Network } from "./http/network.ts";

/**
 * Checks a login at a registry as `docker login` does, by requesting the API root. A login for a namespace or
 * repository requests the right to pull from it; if the root allows anonymous access, the tags of the repository are
 * requested.
 *
 * @throws EngineError `unauthorized` if the registry rejects the login, `input_invalid` if it requires none
 */
export async function checkLogin(
  { domain, repository }: Pick<LoginScope, "domain" | "repository">,
  { credential, network }: { readonly credential: Credential; readonly network: Network },
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
  /** Whether the request used the login. */
  const tryRequest = async (
    target: RequestTarget,
    requested: readonly Scope[],
    expect: readonly number[],
  ) => {
    const request = { what: `login to ${domain}`, method: "GET", target, expect, signal } as const;
    const response = await explainUnauthorized(
      domain,
      client.request({ ...request, scopes: requested }),
    );
    await response.body.dump();
    // dump() does not reject when it is aborted.
    signal.throwIfAborted();
    return (await client.accesses()).some(({ source }) => source !== undefined);
  };
  try {
    const isAccepted = await tryRequest({ kind: "ping" }, scopes, [200]).catch(
      async (error: unknown) => {
        // Some token servers reject a scope whose repository is a namespace.
        const isRefused = error instanceof EngineError && error.code === "registry_refused";
        if (!isRefused || repository === undefined) {
          throw error;
        }
        return await tryRequest({ kind: "ping" }, [], [200]);
      },
    );
    if (isAccepted) {
      return;
    }
    // 404: the repository may not exist yet.
    if (
      repository !== undefined &&
      (await tryRequest({ kind: "tags", repository }, scopes, [200, 404]))
    ) {
      return;
    }
    throw new EngineError(
      "input_invalid",
      `${domain} requires no login: it allows anonymous access.`,
      { hint: "The login was not saved. Use the registry without a login." },
    );
  } finally {
    await client.close();
  }
}

async function explainUnauthorized<T>(domain: string, request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== "unauthorized") {
      throw error;
    }
    throw new EngineError("unauthorized", `${domain} rejects this user name or password.`, {
      hint: "Check both. Some registries require a token created on their website instead of the password.",
      ...(error.detail ? { detail: error.detail } : {}),
    });
  }
}
