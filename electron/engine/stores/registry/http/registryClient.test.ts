import { afterEach, beforeEach, expect, it } from "vitest";
import { createTestClient } from "../../../../testing/testClient.ts";
import { startRegistry, type TestRegistry } from "../../../../testing/registry/registry.ts";
import type { RegistryClient } from "./registryClient.ts";
import type { RegistryRequest } from "./registryRequest.ts";

const { signal } = new AbortController();
let registry: TestRegistry;
let client: RegistryClient;
beforeEach(async () => {
  registry = await startRegistry();
  client = createTestClient(registry);
});
afterEach(async () => {
  await client.close();
  await registry.close();
});

const ping: RegistryRequest = {
  what: "ping",
  method: "GET",
  target: { kind: "ping" },
  scopes: [],
  expect: [200],
  signal,
};

async function answer(...all: readonly Readonly<Record<string, string>>[]): Promise<void> {
  registry.faults.clear();
  for (const [at, headers] of all.entries()) {
    registry.faults.add({ match: { nth: at + 1 }, do: { status: 200, headers, body: "{}" } });
  }
  for (const _ of all) {
    await client.read(ping, 100);
  }
}

it("keeps warnings, each text once and up to a limit", async () => {
  await answer({ warning: '299 - "one"' }, { warning: '299 - "one"' }, { warning: '299 - "two"' });
  expect(client.warnings).toEqual(["one", "two"]);
  await answer(...Array.from({ length: 60 }, (_, at) => ({ warning: `299 - "${at}"` })));
  expect(client.warnings).toHaveLength(50);
});

it("keeps the last rate limit", async () => {
  expect(client.rateLimit).toBeUndefined();
  const limit = { "ratelimit-limit": "100;w=21600" };
  await answer(
    { ...limit, "ratelimit-remaining": "9;w=21600" },
    { ...limit, "ratelimit-remaining": "8;w=21600" },
    {},
  );
  expect(client.rateLimit).toEqual({ limit: 100, remaining: 8, window: 21_600 });
});

it("sends a request four times to a failing registry and once to one that refuses it", async () => {
  registry.faults.add({ match: {}, do: { status: 503 } });
  await expect(client.request(ping)).rejects.toMatchObject({ code: "registry_refused" });
  expect(registry.requests).toHaveLength(4);
  registry.clearLog();
  registry.faults.clear();
  registry.faults.add({ match: {}, do: { status: 400 } });
  await expect(client.request(ping)).rejects.toMatchObject({ code: "registry_refused" });
  expect(registry.requests).toHaveLength(1);
});

it("does not send a stream twice", async () => {
  async function* body(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.from("x"));
  }
  registry.faults.add({ match: {}, do: { status: 503 } });
  const put: RegistryRequest = { ...ping, method: "PUT", body: body() };
  await expect(client.request(put)).rejects.toMatchObject({ retryable: true });
  expect(registry.requests).toHaveLength(1);
});

it("rejects at once on abort, without a response", async () => {
  const controller = new AbortController();
  registry.faults.add({ match: {}, do: { hang: true } });
  const pending = client.request({ ...ping, signal: controller.signal });
  await registry.waitForRequest({});
  controller.abort();
  await expect(pending).rejects.toMatchObject({ name: "AbortError" });
});
