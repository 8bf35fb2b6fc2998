import { afterEach, describe, expect, it } from "vitest";
import { openTransport } from "../../../../testing/testClient.ts";
import { startRegistry, type TestRegistry } from "../../../../testing/registry/registry.ts";
import type { HttpTransport } from "./transport.ts";
import type { HttpRequest } from "./httpMessages.ts";

const { signal } = new AbortController();
const get: HttpRequest = { what: "page", method: "GET", signal };

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) {
    await close();
  }
});

function transportTo(...args: Parameters<typeof openTransport>): HttpTransport {
  const transport = openTransport(...args);
  closing.push(() => transport.close());
  return transport;
}

async function open(): Promise<TestRegistry> {
  const registry = await startRegistry();
  closing.push(() => registry.close());
  return registry;
}

describe("redirects", () => {
  it("are followed ten times at most", async () => {
    const registry = await open();
    registry.faults.add({ match: {}, do: { redirect: "{path}" } });
    const circling = transportTo(registry.url).follow(
      get,
      new URL("/v2/", registry.url),
      "Bearer x",
    );
    await expect(circling).rejects.toMatchObject({
      code: "registry_invalid",
      message: expect.stringContaining("in circles") as string,
    });
    expect(registry.requests).toHaveLength(11);
  });

  it("to another port of the same host are sent without the login (GHSA-vh4v-2xq2-g5cg)", async () => {
    const [registry, other] = [await open(), await open()];
    registry.faults.add({ match: {}, do: { redirect: `${other.url}{path}` } });
    const transport = transportTo(registry.url, { headers: { "x-secret": ["for the registry"] } });
    const answer = await transport.follow(get, new URL("/v2/", registry.url), "Bearer x");
    expect(answer.url.host).toBe(other.host);
    expect(registry.requests[0]?.headers).toMatchObject({ authorization: "Bearer x" });
    expect(other.requests[0]?.headers).not.toHaveProperty("authorization");
    expect(other.requests[0]?.headers).not.toHaveProperty("x-secret");
  });

  it("back to the registry are sent with the login", async () => {
    const [registry, other] = [await open(), await open()];
    registry.faults.add({ match: { nth: 1 }, do: { redirect: `${other.url}{path}` } });
    other.faults.add({ match: {}, do: { redirect: `${registry.url}{path}` } });
    await transportTo(registry.url).follow(get, new URL("/v2/", registry.url), "Bearer x");
    const sent = registry.requests.map(({ headers }) => headers.authorization);
    expect(sent).toEqual(["Bearer x", "Bearer x"]);
  });

  it.each(["PUT", "POST", "DELETE"] as const)(
    "of a %s are followed within the registry only",
    async (method) => {
      const [registry, other] = [await open(), await open()];
      const message: HttpRequest = { what: "manifest", method, body: "{}", signal };
      registry.faults.add({ match: { path: /away/ }, do: { redirect: `${other.url}/v2/` } });
      registry.faults.add({ match: { path: /near/ }, do: { redirect: "/v2/" } });
      const transport = transportTo(registry.url);
      const away = transport.follow(message, new URL("/away", registry.url), "Bearer x");
      await expect(away).rejects.toMatchObject({ code: "registry_invalid" });
      expect(other.requests).toEqual([]);
      await transport.follow(message, new URL("/near", registry.url), "Bearer x");
      expect(registry.requests.at(-1)).toMatchObject({
        method,
        path: "/v2/",
        headers: { authorization: "Bearer x", "content-length": "2" },
      });
    },
  );

  it("of a stream are not followed, as it cannot be sent twice", async () => {
    const registry = await open();
    registry.faults.add({ match: {}, do: { redirect: "/v2/" } });
    async function* body(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from("once"));
    }
    const message: HttpRequest = { what: "blob", method: "PUT", body: body(), signal };
    const answer = await transportTo(registry.url).follow(
      message,
      new URL("/v2/x", registry.url),
      "x",
    );
    expect(answer.status).toBe(307);
    await answer.body.dump();
  });
});

describe("a failed connection", () => {
  it("names the registry if it is the registry's own, for its settings", async () => {
    const registry = await open();
    const origin = registry.url.replace("http:", "https:");
    const response = transportTo(origin).send(get, new URL("/v2/", origin));
    await expect(response).rejects.toMatchObject({
      code: "network",
      registry: registry.host,
    });
  });

  it("names no registry for another host, which has no settings", async () => {
    const [registry, other] = [await open(), await open()];
    const elsewhere = new URL(other.url.replace("http:", "https:"));
    const response = transportTo(registry.url).send(get, elsewhere);
    await expect(response).rejects.toMatchObject({
      code: "network",
      registry: undefined,
    });
  });
});
