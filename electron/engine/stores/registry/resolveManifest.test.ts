import { afterEach, beforeEach, expect, it } from "vitest";
import { buildImage } from "../../sample/buildImage.ts";
import { createTestClient } from "../../../testing/testClient.ts";
import { startRegistry, type TestRegistry } from "../../../testing/registry/registry.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import { RegistryStore } from "./registryStore.ts";
import type { RegistryClient } from "./http/registryClient.ts";

const { signal } = new AbortController();
const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const other = `sha256:${"0".repeat(64)}`;
const head = { method: "HEAD" };

let registry: TestRegistry;
let client: RegistryClient;
let store: RegistryStore;
beforeEach(async () => {
  registry = await startRegistry();
  seedImage(registry, "acme/app", "1", image);
  client = createTestClient(registry);
  store = new RegistryStore(client, "acme/app");
});
afterEach(async () => {
  await client.close();
  await registry.close();
});

const methods = (): readonly string[] => registry.requests.map(({ method }) => method);

// As the table of digests in oras-go `repository_test.go`.
it.each([
  ["no digest", { status: 200, headers: { "content-type": image.mediaType } }],
  [
    "an invalid digest",
    {
      status: 200,
      headers: { "content-type": image.mediaType, "docker-content-digest": "sha256:1" },
    },
  ],
  ["no media type", { status: 200, headers: { "docker-content-digest": image.digest } }],
  [
    "a generic media type",
    {
      status: 200,
      headers: {
        "content-type": "application/octet-stream",
        "docker-content-digest": image.digest,
      },
    },
  ],
  ["405", { status: 405 }],
  ["403", { status: 403 }],
] as const)("resolves by GET after a HEAD with %s", async (_, fault) => {
  registry.faults.add({ match: head, do: fault });
  expect(await store.resolve({ tag: "1" }, signal)).toMatchObject({
    digest: image.digest,
    mediaType: image.mediaType,
  });
  expect(methods()).toEqual(["HEAD", "GET"]);
});

it("reports the error of the GET after a denied HEAD", async () => {
  registry.faults.add({ match: head, do: { status: 403 } });
  const body = '{"errors":[{"code":"DENIED","message":"pay first"}]}';
  registry.faults.add({ match: { method: "GET" }, do: { status: 403, headers: {}, body } });
  await expect(store.resolve({ tag: "1" }, signal)).rejects.toMatchObject({
    code: "denied",
    detail: expect.stringContaining("pay first") as string,
  });
});

it("ignores parameters of the media type", async () => {
  const headers = {
    "content-type": `${image.mediaType}; charset=utf-8`,
    "docker-content-digest": image.digest,
  };
  registry.faults.add({ match: head, do: { status: 200, headers } });
  expect((await store.resolve({ tag: "1" }, signal)).mediaType).toBe(image.mediaType);
});

it("uses the digest of the bytes, not that of the header", async () => {
  registry.faults.add({ match: { method: "GET" }, do: { digestHeader: other } });
  const { digest } = await store.fetchManifest({ digest: image.digest }, signal);
  expect(digest).toBe(image.digest);
});

it.each([
  ["error", { status: 400, headers: {}, body: "x".repeat(70 * 1024) }],
  ["error of a range", { status: 416, headers: { "content-length": "5" }, body: "" }],
] as const)("reports an %s with a body that does not end", async (_, fault) => {
  registry.faults.add({ match: { method: "GET" }, do: fault });
  registry.faults.add({ match: { method: "GET" }, do: { truncate: 0 } });
  await expect(store.fetchManifest({ tag: "1" }, signal)).rejects.toMatchObject({
    code: "registry_refused",
    retryable: false,
  });
});
