import { afterEach, expect, it, vi } from "vitest";
import { buildImage } from "../../../sample/buildImage.ts";
import type { BearerAuth } from "../../../../testing/registry/authorizer.ts";
import { createTestClient, loginAs } from "../../../../testing/testClient.ts";
import { startRegistry, type TestRegistry } from "../../../../testing/registry/registry.ts";
import { seedImage } from "../../../../testing/registry/seedImage.ts";
import { anonymous } from "../auth/credential.ts";
import { RegistryStore } from "../registryStore.ts";
import type { RegistryClient } from "./registryClient.ts";

const { signal } = new AbortController();
const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const ada = loginAs("ada", "s3cret");

let registry: TestRegistry;
let client: RegistryClient;
afterEach(async () => {
  vi.useRealTimers();
  await client.close();
  await registry.close();
});

async function open(auth: Partial<BearerAuth>, credentials = ada): Promise<RegistryStore> {
  registry = await startRegistry({ auth: { kind: "bearer", users: { ada: "s3cret" }, ...auth } });
  seedImage(registry, "acme/app", "1", image);
  client = createTestClient(registry, { credentials });
  return new RegistryStore(client, "acme/app");
}

it.each(["token", "access_token", "both"] as const)(
  "reads a token from the field %s",
  async (field) => {
    const store = await open({ field });
    expect((await store.resolve({ tag: "1" }, signal)).digest).toBe(image.digest);
  },
);

it("fetches an anonymous token without a login", async () => {
  const store = await open({}, anonymous);
  await store.resolve({ tag: "1" }, signal);
  expect(registry.tokenRequests).toMatchObject([{ method: "GET", authorization: undefined }]);
});

it.each([{}, { post: 404 }] as const)("never requests a permanent token: %j", async (auth) => {
  const store = await open(auth);
  await store.resolve({ tag: "1" }, signal);
  for (const { fields } of registry.tokenRequests) {
    expect(fields).not.toHaveProperty("offline_token");
    expect(fields).not.toHaveProperty("access_type");
  }
});

it("uses a token for a minute if its server states no lifetime", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const store = await open({ expiresIn: "absent" });
  await store.resolve({ tag: "1" }, signal);
  vi.setSystemTime(Date.now() + 54_000);
  await store.resolve({ tag: "1" }, signal);
  expect(registry.tokenRequests).toHaveLength(1);
  vi.setSystemTime(Date.now() + 2000);
  await store.resolve({ tag: "1" }, signal);
  expect(registry.tokenRequests).toHaveLength(2);
  // The expired token was not sent.
  expect(registry.requests.filter(({ status }) => status === 401)).toHaveLength(1);
});

it("resolves a realm that is a path of the registry", async () => {
  const store = await open({ realm: "/auth/token?a=b" });
  await expect(store.resolve({ tag: "1" }, signal)).rejects.toMatchObject({
    // The registry has no token server at this path.
    message: `The token server ${registry.host} refuses the login (401).`,
  });
  expect(registry.requests.map(({ path }) => path.split("?", 1)[0])).toContain("/auth/token");
});

it("rejects a response that is too large", async () => {
  const store = await open({});
  const body = `{"token":"${"x".repeat(129 * 1024)}"}`;
  registry.tokenFaults.add({ match: {}, do: { status: 200, body } });
  await expect(store.resolve({ tag: "1" }, signal)).rejects.toMatchObject({ code: "too_large" });
});
