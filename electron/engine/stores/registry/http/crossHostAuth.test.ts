import { afterEach, beforeEach, expect, it } from "vitest";
import { buildImage } from "../../../sample/buildImage.ts";
import { startRegistry, type TestRegistry } from "../../../../testing/registry/registry.ts";
import { seedImage } from "../../../../testing/registry/seedImage.ts";
import { createTestClient, loginAs } from "../../../../testing/testClient.ts";
import { RegistryStore } from "../registryStore.ts";
import type { RegistryClient } from "./registryClient.ts";

const { signal } = new AbortController();
const users = { ada: "s3cret" };
const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });

/** `front` redirects all requests to `behind`, and a test may redirect these to `storage`. */
let front: TestRegistry;
let behind: TestRegistry;
let storage: TestRegistry;
let client: RegistryClient;
let store: RegistryStore;
beforeEach(async () => {
  front = await startRegistry({ auth: { kind: "basic", users } });
  behind = await startRegistry({ auth: { kind: "bearer", users } });
  storage = await startRegistry();
  for (const registry of [behind, storage]) {
    seedImage(registry, "acme/app", "1", image);
  }
  front.faults.add({ match: { path: /acme/, nth: 2 }, do: redirectTo(behind), times: Infinity });
  // Found for every host, but must not be sent to `behind`.
  client = createTestClient(front, { credentials: loginAs("ada", users.ada) });
  store = new RegistryStore(client, "acme/app");
});
afterEach(async () => {
  await client.close();
  await Promise.all([front.close(), behind.close(), storage.close()]);
});

const redirectTo = ({ url }: TestRegistry): { redirect: string } => ({ redirect: `${url}{path}` });

it("fetches an anonymous token after a redirect to another registry", async () => {
  expect((await store.fetchManifest({ tag: "1" }, signal)).digest).toBe(image.digest);
  expect(behind.tokenRequests).toMatchObject([
    { method: "GET", authorization: undefined, fields: { scope: "repository:acme/app:pull" } },
  ]);
  expect(JSON.stringify(behind.requests)).not.toContain("Basic");
  // The token is cached.
  await store.fetchManifest({ digest: image.digest }, signal);
  expect(behind.tokenRequests).toHaveLength(1);
});

it("does not send the token to a further host", async () => {
  behind.faults.add({ match: { nth: 2 }, do: redirectTo(storage) });
  expect((await store.fetchManifest({ tag: "1" }, signal)).digest).toBe(image.digest);
  expect(storage.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
});

it("names the host that refused, and the original registry for a login", async () => {
  behind.tokenFaults.add({ match: {}, do: { status: 403 } });
  await expect(store.fetchManifest({ tag: "1" }, signal)).rejects.toMatchObject({
    code: "unauthorized",
    message: expect.stringContaining(`${behind.host} requires a login`) as string,
    registry: front.host,
  });
});
