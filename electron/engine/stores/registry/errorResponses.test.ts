import { afterEach, describe, expect, it, vi } from "vitest";
import { emptyDraft } from "../../../../shared/emptyDraft.ts";
import type { Failure } from "../../../../shared/errors.ts";
import { EngineError, toFailure } from "../../errors.ts";
import { digestOf } from "../../oci/digest.ts";
import { parseLocation } from "../../oci/location.ts";
import { buildImage, buildIndex } from "../../sample/buildImage.ts";
import type { Store } from "../store.ts";
import type { Content } from "../../oci/content.ts";
import { Stores } from "../openStores.ts";
import { createCertificate } from "../../../testing/servers/selfSignedCertificate.ts";
import { memoryPushLogs } from "../../../testing/memoryPushLogs.ts";
import type { RegistryOptions } from "../../../testing/registry/options.ts";
import { errorDetails } from "../../../testing/registry/personalities/errorDetails.ts";
import { loginAs, testNetwork } from "../../../testing/testClient.ts";
import { startRegistry, type TestRegistry } from "../../../testing/registry/registry.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import { Engine } from "../../engine.ts";

const { signal } = new AbortController();
const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const index = buildIndex({ entries: [image] });
const [layer = image.config] = image.layers;
const blob = { mediaType: layer.mediaType, digest: layer.digest, size: layer.bytes.byteLength };

let registry: TestRegistry;
let stores: Stores;
afterEach(async () => {
  await stores.close();
  await registry.close();
});

/** @param restart milliseconds for which a refused connection is retried */
async function open(options: RegistryOptions = {}, restart = 2000): Promise<Store> {
  registry = await startRegistry(options);
  seedImage(registry, "acme/app", "1", index);
  stores = new Stores({
    credentials: loginAs("ada", "s3cret"),
    network: testNetwork({ restart }),
  });
  return stores.open(parseLocation(`${registry.host}/acme/app`));
}

async function failure(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EngineError);
  return toFailure(error);
}

describe("an error with its reason in the detail only", () => {
  it.each(["text", "object", "list"] as const)(
    "is reported with the reason from the %s",
    async (form) => {
      await open(errorDetails({ ada: "s3cret" }, form));
      const host = { os: "linux", architecture: "amd64" };
      const engine = new Engine({ stores, host }, memoryPushLogs());
      const targets = [`${registry.host}/acme/copy:1`];
      const plan = await engine.planner.planRetag(
        { source: `${registry.host}/acme/app:1`, targets, copyReferrers: emptyDraft.copyReferrers },
        signal,
      );
      const outcome = await engine.push(plan.id, { report: () => {} }, signal);
      expect(outcome.failure?.message).toContain("the retention policy forbids it");
    },
  );
});

describe("a refused HEAD", () => {
  it.each([400, 403, 405, 406, 501])("is followed by a GET after %d", async (status) => {
    const store = await open();
    registry.faults.add({ match: { method: "HEAD" }, do: { status } });
    expect((await store.resolve({ tag: "1" }, signal)).digest).toBe(index.digest);
    expect(await store.hasManifest(image.descriptor, signal)).toBe(true);
    expect(await store.hasBlob(blob, signal)).toBe(true);
    expect(await store.hasBlob({ ...blob, digest: digestOf("none") }, signal)).toBe(false);
  });

  it.each([
    ["a tag", (store: Store) => store.resolve({ tag: "1" }, signal)],
    ["a manifest", (store: Store) => store.hasManifest(image.descriptor, signal)],
    ["a blob", (store: Store) => store.hasBlob(blob, signal)],
  ])("for %s is reported with the error of the GET", async (_, work) => {
    const store = await open();
    const body = JSON.stringify({ errors: [{ code: "X", message: "the tenant is suspended" }] });
    registry.faults.add({ match: {}, do: { status: 400, body } });
    expect((await failure(work(store))).message).toContain("the tenant is suspended");
  });
});

describe("a TLS registry on this machine requested with plain HTTP", () => {
  it.each([
    ["a tag", (store: Store) => store.resolve({ tag: "1" }, signal)],
    ["a manifest's bytes", (store: Store) => store.fetchManifest({ tag: "1" }, signal)],
    ["a blob", (store: Store) => store.hasBlob(blob, signal)],
    ["the tags", (store: Store) => store.listTags(signal)],
  ])("is reported at the first request, for %s", async (_, work) => {
    const store = await open({ tls: createCertificate() });
    expect(await failure(work(store))).toMatchObject({
      code: "network",
      message: `${registry.host} requires TLS, but the request used plain HTTP.`,
      registry: registry.host,
      hint: expect.stringContaining("under Connection") as string,
    });
  });
});

describe("a refused PUT", () => {
  const content: Content = { mediaType: index.mediaType, digest: index.digest, bytes: index.bytes };

  it("is not reported as a changed tag if a rule for immutable tags forbids it", async () => {
    const store = await open();
    const message = "Failed to process request due to '1' configured as immutable";
    const body = JSON.stringify({ errors: [{ code: "PRECONDITION", message }] });
    registry.faults.add({ match: { method: "PUT" }, do: { status: 412, body } });
    const refused = await failure(
      store.tag("1", content, { signal, condition: { kind: "absent" } }),
    );
    expect(refused).toMatchObject({
      code: "registry_refused",
      message: expect.stringContaining(message) as string,
      hint: expect.stringContaining("Choose another tag") as string,
    });
  });

  it("is reported as a changed tag in a repository named immutable", async () => {
    await open();
    seedImage(registry, "acme/immutable-os", "1", index);
    const store = stores.open(parseLocation(`${registry.host}/acme/immutable-os`));
    registry.faults.add({ match: { method: "PUT" }, do: { status: 412, body: "" } });
    expect(
      await failure(store.tag("1", content, { signal, condition: { kind: "absent" } })),
    ).toMatchObject({
      code: "tag_moved",
    });
  });

  it("is reported as a changed tag with the registry's message", async () => {
    const store = await open();
    const body = JSON.stringify({ errors: [{ code: "X", message: "etag differs" }] });
    registry.faults.add({ match: { method: "PUT" }, do: { status: 412, body } });
    expect(
      await failure(store.tag("1", content, { signal, condition: { kind: "absent" } })),
    ).toMatchObject({
      code: "tag_moved",
      detail: expect.stringContaining("etag differs") as string,
    });
  });

  it("has a hint about foreign layers", async () => {
    const store = await open();
    registry.faults.add({ match: { method: "PUT" }, do: { status: 400, body: "" } });
    const manifest = JSON.parse(Buffer.from(image.bytes).toString()) as { layers: object[] };
    manifest.layers.push({
      mediaType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
      digest: digestOf("elsewhere"),
      size: 9,
      urls: ["https://mcr.microsoft.com/v2/windows/blobs/x"],
    });
    const bytes = Buffer.from(JSON.stringify(manifest));
    const windows = { mediaType: image.mediaType, digest: digestOf(bytes), bytes };
    expect((await failure(store.pushManifest(windows, signal))).hint).toContain("1 foreign layer");
    expect(await failure(store.pushManifest(content, signal))).not.toHaveProperty("hint");
  });
});

describe("an error of a token server", () => {
  it.each([
    [{ details: "incorrect username or password" }, "incorrect username or password"],
    [{ errors: [{ code: "DENIED", message: "the robot is disabled" }] }, "the robot is disabled"],
    [{ error: "invalid_grant", error_description: "MFA is needed" }, "MFA is needed"],
    [{ message: "wrong password s3cret" }, "wrong password REDACTED"],
  ])("is reported with its reason: %j", async (body, words) => {
    const store = await open({ auth: { kind: "bearer", users: { ada: "s3cret" } } });
    const answer = { status: 401, headers: {}, body: JSON.stringify(body) };
    registry.tokenFaults.add({ match: {}, do: answer });
    const refused = await failure(store.fetchManifest({ tag: "1" }, signal));
    expect(refused).toMatchObject({
      code: "unauthorized",
      detail: expect.stringContaining(words) as string,
    });
    expect(JSON.stringify(refused)).not.toContain("s3cret");
  });
});

it("aborts an endless token response with its callers, and requests it again", async () => {
  const store = await open({ auth: { kind: "bearer", users: { ada: "s3cret" } } });
  registry.tokenFaults.add({ match: {}, do: { throttle: 1 } });
  const controller = new AbortController();
  const pending = store.fetchManifest({ tag: "1" }, controller.signal);
  await vi.waitFor(() => expect(registry.tokenRequests).toHaveLength(1));
  const other = new AbortController();
  const patient = store.listTags(other.signal);
  controller.abort();
  await expect(pending).rejects.toMatchObject({ name: "AbortError" });
  other.abort();
  await expect(patient).rejects.toMatchObject({ name: "AbortError" });
  registry.tokenFaults.clear();
  expect((await store.fetchManifest({ tag: "1" }, signal)).digest).toBe(index.digest);
});

describe("a registry that restarts during a push", () => {
  it.each([
    ["an upload is opened", { method: "POST", path: /copy\/blobs\/uploads/, nth: 1 }],
    ["a blob is sent", { method: "PUT", path: /copy\/blobs\/uploads/, nth: 1 }],
    ["a manifest is sent", { method: "PUT", path: /copy\/manifests\/sha256/, nth: 1 }],
    ["the tag is moved", { method: "PUT", path: /copy\/manifests\/1$/, nth: 1 }],
    ["the tag is read back", { method: "GET", path: /copy\/manifests\/1$/, nth: 2 }],
  ])("is waited for while %s", async (_, match) => {
    await open({ mount: false });
    const host = { os: "linux", architecture: "amd64" };
    const engine = new Engine({ stores, host }, memoryPushLogs());
    const plan = await engine.planner.planRetag(
      {
        source: `${registry.host}/acme/app:1`,
        targets: [`${registry.host}/acme/copy:1`],
        copyReferrers: emptyDraft.copyReferrers,
      },
      signal,
    );
    registry.faults.add({ match, do: { restart: 100 } });
    const outcome = await engine.push(plan.id, { report: () => {} }, signal);
    expect(outcome.failure).toBeUndefined();
    expect(registry.repository("acme/copy").tags.get("1")).toBe(index.digest);
  });

  it("is told from one that was never reached", async () => {
    const store = await open();
    await registry.close();
    expect((await failure(store.listTags(signal))).message).toContain("refused the connection");
  });

  it("is reported after the timeout", async () => {
    const store = await open({}, 50);
    await store.listTags(signal);
    await registry.close();
    expect(await failure(store.listTags(signal))).toMatchObject({
      message: `${registry.host} refuses connections, though it responded before.`,
      retryable: true,
    });
  });
});
