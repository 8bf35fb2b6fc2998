import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EngineError } from "../../errors.ts";
import { digestOf } from "../../oci/digest.ts";
import type { BlobOpener } from "../store.ts";
import { createTestClient, loginAs } from "../../../testing/testClient.ts";
import type { Credentials } from "./auth/credential.ts";
import { startRegistry, type TestRegistry } from "../../../testing/registry/registry.ts";
import { RegistryStore } from "./registryStore.ts";
import type { RegistryClient } from "./http/registryClient.ts";

const { signal } = new AbortController();
const bytes = Buffer.from("some fresh bytes");
const descriptor = { mediaType: "text/plain", digest: digestOf(bytes), size: bytes.byteLength };
const open: BlobOpener = (_, offset) => Promise.resolve(yieldOne(bytes.subarray(offset)));

async function* yieldOne(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(chunk);
}

let registry: TestRegistry;
let client: RegistryClient;
let store: RegistryStore;
let base: RegistryStore;
beforeEach(async () => {
  registry = await startRegistry();
  client = createTestClient(registry);
  store = new RegistryStore(client, "acme/app");
  base = new RegistryStore(client, "acme/base");
});
afterEach(async () => {
  await client.close();
  await registry.close();
});

const uploads = (): TestRegistry["requests"] =>
  registry.requests.filter(({ path }) => path.includes("/blobs/uploads/"));

/** Sets the Location of the next upload, and opens it. */
function openAs(location: string): void {
  registry.repository("acme/app").uploads.set("x", { chunks: [], size: 0, state: 0 });
  registry.faults.add({
    match: { method: "POST" },
    do: { status: 202, headers: { location } },
  });
}

// go-containerregistry#1404 and #1679: registries refuse mounts in many ways.
it.each([400, 401, 403, 404, 405, 500, 501])(
  "mountBlob returns refused after %d",
  async (status) => {
    registry.faults.add({ match: { path: /[?]mount=/ }, do: { status } });
    expect(await store.mountBlob(descriptor, base, signal)).toEqual({ kind: "refused" });
    await store.pushBlob(descriptor, { open, signal });
    expect(registry.repository("acme/app").blobs.get(descriptor.digest)).toEqual(bytes);
  },
);

describe("the Location of an upload", () => {
  it.each([
    ["a path", "/v2/acme/app/blobs/uploads/x?_state=0", "/v2/acme/app/blobs/uploads/x?_state=0&"],
    ["relative", "x?_state=0", "/v2/acme/app/blobs/uploads/x?_state=0&"],
    [
      "with a query that normalization would change",
      "x?_state=0&b=%7e+%2F==&a",
      "/v2/acme/app/blobs/uploads/x?_state=0&b=%7e+%2F==&a&",
    ],
    ["without a query", "x", "/v2/acme/app/blobs/uploads/x?"],
  ])("is used unchanged: %s", async (_, location, path) => {
    openAs(location);
    await store.pushBlob(descriptor, { open, signal }).catch(() => {});
    const put = uploads().find(({ method }) => method === "PUT");
    expect(put?.path).toBe(`${path}digest=${descriptor.digest}`);
  });

  it("is relative to the redirected URL of the POST", async () => {
    registry.repository("acme/moved").uploads.set("x", { chunks: [], size: 0, state: 0 });
    const moved = "/v2/acme/moved/blobs/uploads/";
    registry.faults.add({ match: { path: /acme\/app/ }, do: { redirect: moved, status: 307 } });
    await store.pushBlob(descriptor, { open, signal });
    expect(registry.repository("acme/moved").blobs.has(descriptor.digest)).toBe(true);
  });

  it("is required", async () => {
    registry.faults.add({ match: { method: "POST" }, do: { status: 202, headers: {} } });
    await expect(store.pushBlob(descriptor, { open, signal })).rejects.toMatchObject({
      code: "registry_invalid",
    });
  });
});

it.each([200, 201, 204])("pushBlob accepts %d as success", async (status) => {
  openAs("x?_state=0");
  registry.faults.add({ match: { method: "PUT" }, do: { status, headers: {} } });
  await store.pushBlob(descriptor, { open, signal });
  expect(uploads().map(({ method }) => method)).toEqual(["POST", "PUT"]);
});

it("pushBlob restarts an upload if the range is 0-0", async () => {
  const offsets: number[] = [];
  const breaking: BlobOpener = (_, offset) => {
    offsets.push(offset);
    if (offsets.length > 1) {
      return open(signal, offset);
    }
    return Promise.reject(new EngineError("network", "It broke.", { retryable: true }));
  };
  registry.faults.add({
    match: { method: "GET", path: /uploads/ },
    do: { status: 204, headers: { range: "0-0" } },
  });
  await store.pushBlob(descriptor, { open: breaking, signal });
  expect(offsets).toEqual([0, 0]);
  // Whether the first PUT sends anything depends on timing.
  const others = uploads().filter(({ method }) => method !== "PUT");
  expect(others.map(({ method }) => method)).toEqual(["POST", "GET", "DELETE", "POST"]);
});

it("pushBlob cancels an upload that fails", async () => {
  const controller = new AbortController();
  const stopping: BlobOpener = () => {
    controller.abort();
    return Promise.reject(new EngineError("network", "It broke.", { retryable: true }));
  };
  const pushing = store.pushBlob(descriptor, { open: stopping, signal: controller.signal });
  await expect(pushing).rejects.toMatchObject({ name: "AbortError" });
  expect(uploads().at(-1)?.method).toBe("DELETE");
  expect(registry.repository("acme/app").uploads.size).toBe(0);
});

it("pushBlob cancels an upload of a blob that exists", async () => {
  registry.faults.add({ match: { method: "PUT" }, do: { dropResponse: true }, times: 1 });
  await store.pushBlob(descriptor, { open, signal });
  expect(uploads().map(({ method }) => method)).toEqual(["POST", "PUT", "DELETE"]);
});

describe("an upload with Retry-After", () => {
  const busy = (after: string): void =>
    registry.faults.add({
      match: { method: "PUT" },
      do: { status: 503, headers: { "retry-after": after } },
    });

  it("waits as requested, and can be aborted meanwhile", async () => {
    busy("20");
    const controller = new AbortController();
    const pushing = store.pushBlob(descriptor, { open, signal: controller.signal });
    await registry.waitForRequest({ method: "PUT" });
    // The next request would be the HEAD for the blob.
    const hurried = registry.waitForRequest({ method: "HEAD" }).then(() => "asked");
    const waited = new Promise((resolve) => setTimeout(resolve, 200, "waited"));
    expect(await Promise.race([hurried, waited])).toBe("waited");
    controller.abort();
    await expect(pushing).rejects.toMatchObject({ name: "AbortError" });
    expect(uploads().at(-1)?.method).toBe("DELETE");
  });

  it("fails if it would wait for hours", async () => {
    busy("7200");
    await expect(store.pushBlob(descriptor, { open, signal })).rejects.toMatchObject({
      code: "registry_refused",
    });
    expect(uploads().map(({ method }) => method)).toEqual(["POST", "PUT", "DELETE"]);
  });
});

it("abandon ignores a missing right to delete", async () => {
  await client.close();
  await registry.close();
  registry = await startRegistry({ auth: { kind: "bearer", users: { ada: "secret" } } });
  const asked: unknown[] = [];
  const login = loginAs("ada", "secret");
  const credentials: Credentials = {
    find: (domain, scope) => {
      asked.push(scope);
      return login.find(domain);
    },
  };
  client = createTestClient(registry, { credentials });
  store = new RegistryStore(client, "acme/app");
  const mount = await store.mountBlob(descriptor, new RegistryStore(client, "acme/base"), signal);
  if (mount.kind !== "refused" || !mount.upload) {
    throw new Error("no upload was opened");
  }
  const before = [registry.requests.length, asked.length];
  await mount.upload.abandon();
  expect(registry.requests.slice(before[0]).map(({ method }) => method)).toEqual(["DELETE"]);
  await store.pushBlob(descriptor, { open, signal });
  expect(asked).toHaveLength(before[1] ?? 0);
  expect(registry.repository("acme/app").blobs.has(descriptor.digest)).toBe(true);
});
