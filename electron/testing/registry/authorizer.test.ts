import { afterEach, describe, expect, test } from "vitest";
import { digestOf } from "../../engine/oci/digest.ts";
import { sendRequest } from "./sendRequest.ts";
import type { AuthOption, BearerAuth } from "./authorizer.ts";
import type { TestRegistry } from "./registry.ts";
import { startRegistry } from "./registry.ts";
import { parseScopes } from "./scope.ts";

let registry: TestRegistry;
async function start(auth: AuthOption): Promise<void> {
  registry = await startRegistry({ auth });
}
afterEach(() => registry.close());

const users = { ada: "lovelace:1", bob: "x" };
const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
});
const at = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  sendRequest(registry.url + path, { method, headers, ...(method === "POST" ? { body: "" } : {}) });

describe("basic", () => {
  test("accepts the right password only", async () => {
    await start({ kind: "basic", users });
    expect(await at("/v2/")).toMatchObject({
      status: 401,
      headers: { "www-authenticate": 'Basic realm="test registry"' },
    });
    expect((await at("/v2/", basic("ada", "lovelace:1"))).status).toBe(200);
    for (const [user, password] of [
      ["ada", "x"],
      ["nobody", "x"],
      ["constructor", "x"],
    ] as const) {
      expect((await at("/v2/", basic(user, password))).status).toBe(401);
    }
    expect((await at("/v2/", { authorization: "Basic !!" })).status).toBe(401);
    expect((await at("/v2/", { authorization: "Bearer x" })).status).toBe(401);
  });
});

interface Token {
  readonly token?: string;
  readonly access_token?: string;
  readonly expires_in?: number;
  readonly refresh_token?: string;
}

/** Requests a token with GET, or with POST if there is a form. */
async function askToken(
  query: string,
  headers: Record<string, string> = {},
  form?: Record<string, string>,
) {
  const rawRequest =
    form === undefined
      ? { headers }
      : {
          method: "POST",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: new URLSearchParams(form).toString(),
        };
  const { status, body } = await sendRequest(`${registry.tokenUrl}${query}`, rawRequest);
  return { status, ...(status === 200 ? (JSON.parse(body.toString()) as Token) : {}) };
}
const bearer = (response: Token) => ({
  authorization: `Bearer ${response.token ?? response.access_token}`,
});
const askFor = (scope: string, user?: keyof typeof users) =>
  askToken(
    `?service=test-registry&scope=${encodeURIComponent(scope)}`,
    user === undefined ? {} : basic(user, users[user]),
  );

describe("bearer", () => {
  const bearerAuth: BearerAuth = { kind: "bearer", users };
  const challenge = async (path: string, method?: string, headers?: Record<string, string>) => {
    const response = await at(path, headers, method);
    return { status: response.status, challenge: response.headers["www-authenticate"] };
  };

  test("challenges with the scopes that a request needs", async () => {
    await start(bearerAuth);
    const words = (scope: string) => ({
      status: 401,
      challenge: `Bearer realm="${registry.tokenUrl}",service="test-registry",scope="${scope}"`,
    });
    expect(await challenge("/v2/a/b/manifests/1")).toEqual(words("repository:a/b:pull"));
    expect(await challenge("/v2/a/b/manifests/1", "PUT")).toEqual(
      words("repository:a/b:pull,push"),
    );
    expect(await challenge("/v2/a/b/manifests/1", "DELETE")).toEqual(
      words("repository:a/b:delete"),
    );
    expect(await challenge("/v2/a/b/blobs/uploads/x", "DELETE")).toEqual(
      words("repository:a/b:delete"),
    );
    expect(await challenge("/v2/a/b/tags/list")).toEqual(words("repository:a/b:pull"));
    expect(await challenge("/v2/_catalog")).toEqual(words("registry:catalog:*"));
    expect(await challenge(`/v2/a/b/blobs/uploads/?mount=${digestOf("")}&from=c`, "POST")).toEqual(
      words("repository:a/b:pull,push repository:c:pull"),
    );
    expect((await challenge("/v2/")).challenge).not.toContain("scope");
  });

  test("supports one scope per action, a realm and a service", async () => {
    await start({
      ...bearerAuth,
      scopeStyle: "perAction",
      realm: "https://elsewhere.example/t",
      service: "s",
    });
    expect((await challenge("/v2/a/manifests/1", "PUT")).challenge).toBe(
      'Bearer realm="https://elsewhere.example/t",service="s",scope="repository:a:pull repository:a:push"',
    );
  });

  test("issues anonymous tokens to pull and user tokens to push", async () => {
    await start(bearerAuth);
    const anonymous = await askFor("repository:a:pull,push");
    expect((await at("/v2/a/tags/list", bearer(anonymous))).status).toBe(404);
    const refused = await challenge("/v2/a/blobs/uploads/", "POST", bearer(anonymous));
    expect(refused).toEqual({
      status: 401,
      challenge: expect.stringContaining('error="insufficient_scope"') as string,
    });
    const ada = await askFor("repository:a:pull,push", "ada");
    expect((await at("/v2/a/blobs/uploads/", bearer(ada), "POST")).status).toBe(202);
    expect((await at("/v2/b/blobs/uploads/", bearer(ada), "POST")).status).toBe(401);
  });

  test("refuses a wrong password, an unknown token and another service", async () => {
    await start(bearerAuth);
    expect((await askToken("?service=test-registry", basic("ada", "no"))).status).toBe(401);
    expect((await askToken("?service=other")).status).toBe(400);
    expect((await challenge("/v2/", "GET", { authorization: "Bearer x" })).challenge).toContain(
      'error="invalid_token"',
    );
  });

  test("accepts an OAuth POST with a password or an identity token", async () => {
    await start({ ...bearerAuth, identityTokens: { "id-1": "bob" } });
    const form = { service: "test-registry", scope: "repository:a:push,pull", client_id: "me" };
    const password = { ...form, grant_type: "password", username: "ada", password: users.ada };
    expect(await askToken("", {}, { ...password, password: "no" })).toEqual({ status: 401 });
    expect(
      (await at("/v2/a/blobs/uploads/", bearer(await askToken("", {}, password)), "POST")).status,
    ).toBe(202);
    const identity = { ...form, grant_type: "refresh_token", refresh_token: "id-1" };
    expect(
      (await at("/v2/a/blobs/uploads/", bearer(await askToken("", {}, identity)), "POST")).status,
    ).toBe(202);
    expect((await askToken("", {}, { ...identity, refresh_token: "other" })).status).toBe(401);
    expect((await askToken("", {}, { ...form, grant_type: "other" })).status).toBe(400);
    const offline = await askToken(
      "",
      {},
      { ...password, username: "bob", password: "x", access_type: "offline" },
    );
    expect(offline.refresh_token).toBe("id-1");
    expect(registry.tokenRequests[0]).toMatchObject({
      method: "POST",
      status: 401,
      fields: { username: "ada", scope: form.scope },
    });
  });

  test.each([400, 401, 404, 405] as const)(
    "answers an OAuth POST with %d if only GET is supported",
    async (post) => {
      await start({ ...bearerAuth, post });
      expect(
        (await askToken("", {}, { service: "test-registry", grant_type: "password" })).status,
      ).toBe(post);
      expect((await askFor("repository:a:pull", "ada")).status).toBe(200);
    },
  );

  test.each(["token", "access_token"] as const)("returns the token in %s only", async (field) => {
    await start({ ...bearerAuth, field });
    const response = await askFor("repository:a:pull");
    expect(Object.keys(response).filter((key) => key.endsWith("token"))).toEqual([field]);
  });

  test("expires tokens; after 60 seconds if expires_in is absent", async () => {
    let now = 1_000_000;
    await start({ ...bearerAuth, expiresIn: "absent", now: () => now });
    const response = await askFor("repository:a:pull");
    expect(response.expires_in).toBeUndefined();
    now += 59_999;
    expect((await at("/v2/a/tags/list", bearer(response))).status).toBe(404);
    now += 1;
    expect((await at("/v2/a/tags/list", bearer(response))).status).toBe(401);
  });

  test("expires tokens by a call or a fault", async () => {
    await start(bearerAuth);
    const first = await askFor("repository:a:pull");
    registry.expireTokens();
    expect((await at("/v2/a/tags/list", bearer(first))).status).toBe(401);
    const second = await askFor("repository:a:pull");
    registry.faults.add({ match: { nth: 2 }, do: { expireTokens: true } });
    const responses = [];
    for (let count = 0; count < 3; count += 1) {
      responses.push((await at("/v2/a/tags/list", bearer(second))).status);
    }
    expect(responses).toEqual([404, 401, 401]);
  });

  test("revokes one action of issued tokens", async () => {
    await start(bearerAuth);
    const response = await askFor("repository:a:pull,push", "ada");
    registry.faults.add({ match: { nth: 1 }, do: { revokeScope: "push" } });
    expect((await challenge("/v2/a/blobs/uploads/", "POST", bearer(response))).challenge).toContain(
      "insufficient_scope",
    );
    expect((await at("/v2/a/tags/list", bearer(response))).status).toBe(404);
  });

  test("authorizes by isAllowed", async () => {
    await start({
      ...bearerAuth,
      isAllowed: (user, scope, action) => user === "bob" && scope.name === "b" && action === "pull",
    });
    expect(
      (await at("/v2/b/tags/list", bearer(await askFor("repository:b:pull", "bob")))).status,
    ).toBe(404);
    expect(
      (await at("/v2/b/tags/list", bearer(await askFor("repository:b:pull", "ada")))).status,
    ).toBe(401);
  });

  test("applies the faults of the token server", async () => {
    await start(bearerAuth);
    registry.tokenFaults.add({ match: {}, do: { status: 503 }, times: 1 });
    expect((await askFor("repository:a:pull")).status).toBe(503);
    expect((await askFor("repository:a:pull")).status).toBe(200);
  });
});

test("parses scopes in one or several parameters, with colons in names", () => {
  expect(
    parseScopes([
      "repository:a/b:pull,push repository:c:pull",
      "registry:catalog:*",
      "junk",
      "repository(plugin):h:5/x:delete,odd",
    ]),
  ).toEqual([
    { type: "repository", name: "a/b", actions: ["pull", "push"] },
    { type: "repository", name: "c", actions: ["pull"] },
    { type: "registry", name: "catalog", actions: ["*"] },
    { type: "repository", name: "h:5/x", actions: ["delete"] },
  ]);
});
