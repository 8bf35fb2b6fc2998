import { randomBytes } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { EngineError } from "../../errors.ts";
import { digestOf } from "../../oci/digest.ts";
import { buildAttestation, buildImage, buildIndex } from "../../sample/buildImage.ts";
import type { BlobOpener } from "../store.ts";
import { pushManifest } from "../../../testing/storeContent.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import type { RegistryOptions } from "../../../testing/registry/options.ts";
import { createTestClient } from "../../../testing/testClient.ts";
import { startRegistry, type TestRegistry } from "../../../testing/registry/registry.ts";
import type { Credential, Credentials } from "./auth/credential.ts";
import { fallbackTag } from "./fallbackTag.ts";
import { RegistryStore } from "./registryStore.ts";
import type { RegistryClient } from "./http/registryClient.ts";

const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const signal = new AbortController().signal;
const password = "hunter2-not-to-be-seen";

const opened: { registry: TestRegistry; client: RegistryClient }[] = [];
afterEach(async () => {
  for (const { registry, client } of opened.splice(0)) {
    await client.close();
    await registry.close();
  }
});

async function setUp(
  options: RegistryOptions = {},
  credential?: Credential,
): Promise<{ registry: TestRegistry; store: RegistryStore }> {
  const registry = await startRegistry(options);
  const credentials: Credentials = {
    find: (domain) =>
      Promise.resolve(
        credential && domain === registry.host
          ? { credential, source: "the test", account: "ada" }
          : undefined,
      ),
  };
  const client = createTestClient(registry, { credentials });
  opened.push({ registry, client });
  seedImage(registry, "acme/app", "1", image);
  return { registry, store: new RegistryStore(client, "acme/app") };
}

/** Adds a random blob to `acme/app`. */
function seedBlob(
  registry: TestRegistry,
  size: number,
): { readonly bytes: Buffer; readonly descriptor: Descriptor } {
  const bytes = randomBytes(size);
  const digest = digestOf(bytes);
  registry.repository("acme/app").blobs.set(digest, bytes);
  return { bytes, descriptor: { mediaType: "application/octet-stream", digest, size } };
}

async function failure(work: Promise<unknown>): Promise<EngineError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EngineError);
  return error as EngineError;
}

async function* yieldOne(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const authorizations = (registry: TestRegistry): (string | undefined)[] =>
  registry.requests.map(({ headers }) => headers["authorization"]?.toString().split(" ", 1)[0]);

describe("reading", () => {
  it("resolves and fetches by tag and by digest, and caches by digest", async () => {
    const { registry, store } = await setUp();
    expect(await store.resolve({ tag: "1" }, signal)).toEqual({
      mediaType: image.mediaType,
      digest: image.digest,
      etag: `"${image.digest}"`,
    });
    const content = await store.fetchManifest({ tag: "1" }, signal);
    expect(content.bytes).toEqual(Buffer.from(image.bytes));
    registry.clearLog();
    await Promise.all([1, 2, 3].map(() => store.fetchManifest({ digest: image.digest }, signal)));
    expect(registry.requests).toHaveLength(0);
  });

  it("rejects a manifest with another digest", async () => {
    const { registry, store } = await setUp();
    registry.faults.add({ match: { method: "GET" }, do: { corrupt: 5 } });
    expect((await failure(store.fetchManifest({ digest: image.digest }, signal))).code).toBe(
      "digest_mismatch",
    );
  });

  it("rejects a blob with another digest before its last bytes", async () => {
    const { registry, store } = await setUp();
    const [layer] = image.layers;
    if (!layer) {
      throw new Error("the fixture has no layer");
    }
    const descriptor = {
      mediaType: layer.mediaType,
      digest: layer.digest,
      size: layer.bytes.byteLength,
    };
    registry.faults.add({ match: { method: "GET", path: /\/blobs\// }, do: { corrupt: 3 } });
    const stream = await store.openBlob(descriptor, signal);
    let received = 0;
    const read = async (): Promise<void> => {
      for await (const chunk of stream) {
        received += chunk.byteLength;
      }
    };
    expect((await failure(read())).code).toBe("digest_mismatch");
    expect(received).toBeLessThan(descriptor.size);
  });

  it("reports a missing tag with its full reference", async () => {
    const { registry, store } = await setUp();
    const error = await failure(store.fetchManifest({ tag: "nope" }, signal));
    expect(error).toMatchObject({
      code: "not_found",
      message: `${registry.host}/acme/app:nope: not found.`,
    });
    expect(error.detail).toContain("404");
  });

  it("resolves by GET if HEAD is refused", async () => {
    const { registry, store } = await setUp();
    registry.faults.add({ match: { method: "HEAD" }, do: { status: 405 } });
    expect((await store.resolve({ tag: "1" }, signal)).digest).toBe(image.digest);
  });

  it("retries after transient errors", async () => {
    const { registry, store } = await setUp();
    registry.faults.add({ match: { method: "GET", nth: 1 }, do: { status: 503 } });
    registry.faults.add({ match: { method: "GET", nth: 2 }, do: { reset: true } });
    registry.faults.add({ match: { method: "GET", nth: 3 }, do: { truncate: 10 } });
    expect((await store.fetchManifest({ tag: "1" }, signal)).digest).toBe(image.digest);
    expect(registry.requests).toHaveLength(4);
  });

  it("stops reading a manifest beyond the size limit", async () => {
    const { registry, store } = await setUp({ validate: false });
    const huge = Buffer.alloc(9 * 1024 * 1024, " ");
    registry
      .repository("acme/app")
      .manifests.set("sha256:x", { mediaType: image.mediaType, bytes: huge });
    registry.repository("acme/app").tags.set("huge", "sha256:x");
    expect((await failure(store.fetchManifest({ tag: "huge" }, signal))).code).toBe("too_large");
  });

  it("lists tags of several pages", async () => {
    const { registry, store } = await setUp({ tagPageSize: 2 });
    for (const tag of ["a", "b", "c", "d"]) {
      registry.repository("acme/app").tags.set(tag, image.digest);
    }
    expect((await store.listTags(signal)).toSorted()).toEqual(["1", "a", "b", "c", "d"]);
  });

  it("rejects a list of tags with a loop", async () => {
    const { registry, store } = await setUp();
    registry.faults.add({
      match: { path: /tags\/list/ },
      do: {
        status: 200,
        headers: { link: '</v2/acme/app/tags/list?last=a>; rel="next"' },
        body: '{"tags":[]}',
      },
    });
    expect((await failure(store.listTags(signal))).message).toContain("in a loop");
  });

  it("resumes an interrupted download", async () => {
    const { registry, store } = await setUp();
    const { bytes, descriptor } = seedBlob(registry, 300_000);
    registry.faults.add({ match: { method: "GET", nth: 1 }, do: { truncate: 100_000 } });
    registry.faults.add({ match: { method: "GET", nth: 2 }, do: { truncate: 50_000 } });
    expect(await collect(await store.openBlob(descriptor, signal))).toEqual(bytes);
    const ranges = registry.requests.map(({ headers }) => headers["range"]);
    expect(ranges[0]).toBeUndefined();
    expect(ranges.slice(1).every((range) => /^bytes=[1-9]\d*-$/.test(String(range)))).toBe(true);
    expect(await collect(await store.openBlob(descriptor, signal, 299_990))).toEqual(
      bytes.subarray(299_990),
    );
  });

  it("resumes an interrupted download without ranges", async () => {
    const { registry, store } = await setUp();
    const { descriptor } = seedBlob(registry, 200_000);
    registry.faults.add({ match: { method: "GET", nth: 1 }, do: { truncate: 100_000 } });
    registry.faults.add({ match: { method: "GET", nth: 2 }, do: { status: 200, body: "" } });
    const short = store.openBlob(descriptor, signal).then(collect);
    // The rest has other bytes and must be rejected.
    expect((await failure(short)).code).toBe("size_mismatch");
  });

  it("aborts at once", async () => {
    const { registry, store } = await setUp();
    registry.faults.add({ match: {}, do: { hang: true } });
    const controller = new AbortController();
    const work = store.fetchManifest({ tag: "1" }, controller.signal);
    await registry.waitForRequest({ method: "GET" });
    controller.abort();
    await expect(work).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("authentication", () => {
  const users = { ada: password };
  const login: Credential = { kind: "basic", username: "ada", password };

  it("sends Basic only after a challenge", async () => {
    const { registry, store } = await setUp({ auth: { kind: "basic", users } }, login);
    await store.fetchManifest({ tag: "1" }, signal);
    await store.resolve({ tag: "1" }, signal);
    expect(authorizations(registry)).toEqual([undefined, "Basic", "Basic"]);
  });

  it("gets one token for concurrent requests", async () => {
    const { registry, store } = await setUp({ auth: { kind: "bearer", users } }, login);
    await Promise.all(["1", "1", "1", "1"].map((tag) => store.resolve({ tag }, signal)));
    expect(registry.tokenRequests).toHaveLength(1);
  });

  it("replaces an expired token", async () => {
    const { registry, store } = await setUp({ auth: { kind: "bearer", users } }, login);
    await store.resolve({ tag: "1" }, signal);
    registry.expireTokens();
    await store.resolve({ tag: "1" }, signal);
    expect(registry.tokenRequests).toHaveLength(2);
  });

  it("reports the refused user name without the password", async () => {
    const { store } = await setUp(
      { auth: { kind: "basic", users } },
      { ...login, password: `wrong-${password}` },
    );
    const error = await failure(store.resolve({ tag: "1" }, signal));
    expect(error.code).toBe("unauthorized");
    expect(error.message).toContain("as ada (from the test)");
    expect(JSON.stringify([error.message, error.hint, error.detail])).not.toContain(password);
  });

  it("sends no credential to the target of a redirect (CVE-2026-50151)", async () => {
    const elsewhere = await setUp();
    const { registry, store } = await setUp({ auth: { kind: "basic", users } }, login);
    registry.faults.add({
      match: { path: /\/manifests\/1$/ },
      do: { redirect: `${elsewhere.registry.url}/v2/acme/app/manifests/1`, status: 307 },
    });
    expect((await store.fetchManifest({ tag: "1" }, signal)).digest).toBe(image.digest);
    expect(authorizations(elsewhere.registry)).toEqual([undefined]);
  });

  it("follows no redirect to the metadata service of a cloud", async () => {
    const { registry, store } = await setUp();
    registry.faults.add({ match: {}, do: { redirect: "http://169.254.169.254/latest/meta-data" } });
    expect((await failure(store.fetchManifest({ tag: "1" }, signal))).code).toBe("unsafe_address");
  });

  it("requests no token from the metadata service of a cloud (CVE-2026-48978)", async () => {
    const { registry, store } = await setUp({}, login);
    registry.faults.add({
      match: {},
      do: {
        status: 401,
        headers: { "www-authenticate": 'Bearer realm="http://169.254.169.254/token"' },
      },
    });
    expect((await failure(store.fetchManifest({ tag: "1" }, signal))).code).toBe("unsafe_address");
  });
});

describe("writing", () => {
  const blob = {
    mediaType: "application/octet-stream",
    digest: image.config.digest,
    size: image.config.bytes.byteLength,
  };

  it("mounts a blob from a repository of the same registry", async () => {
    const { registry, store } = await setUp();
    const { client } = opened.at(-1) ?? {};
    const target = new RegistryStore(client as RegistryClient, "acme/other");
    expect(target.canMountFrom(store)).toBe(true);
    expect(await target.mountBlob(blob, store, signal)).toEqual({ kind: "mounted" });
    expect(registry.repository("acme/other").blobs.has(blob.digest)).toBe(true);
  });

  it("uploads if the registry does not mount, and counts the bytes", async () => {
    const { registry, store } = await setUp({ mount: false });
    const { client } = opened.at(-1) ?? {};
    const target = new RegistryStore(client as RegistryClient, "acme/other");
    let count = 0;
    const mount = await target.mountBlob(blob, store, signal);
    const session = mount.kind === "refused" ? mount.upload : undefined;
    expect(session).toBeDefined();
    const open: BlobOpener = () => Promise.resolve(yieldOne(image.config.bytes));
    await target.pushBlob(blob, {
      open,
      signal,
      onBytes: (more) => (count += more),
      upload: session,
    });
    expect(registry.repository("acme/other").uploads.size).toBe(0);
    expect(count).toBe(blob.size);
    expect(registry.repository("acme/other").blobs.get(blob.digest)).toEqual(
      Buffer.from(image.config.bytes),
    );
  });

  it("restarts an interrupted upload", async () => {
    const { registry, store } = await setUp();
    registry.faults.add({ match: { method: "PUT", nth: 1 }, do: { reset: true } });
    const fresh = new TextEncoder().encode("fresh bytes");
    const descriptor = {
      mediaType: "application/octet-stream",
      digest: digestOf(fresh),
      size: fresh.byteLength,
    };
    const open = (): Promise<AsyncIterable<Uint8Array>> => Promise.resolve(yieldOne(fresh));
    await store.pushBlob(descriptor, { open, signal });
    expect(registry.repository("acme/app").blobs.has(descriptor.digest)).toBe(true);
    expect(registry.repository("acme/app").uploads.size).toBe(0);
  });

  it("resumes an interrupted upload", async () => {
    const { registry, store } = await setUp();
    const bytes = randomBytes(400_000);
    const descriptor = {
      mediaType: "application/octet-stream",
      digest: digestOf(bytes),
      size: bytes.byteLength,
    };
    let counted = 0;
    const offsets: number[] = [];
    const open: BlobOpener = (_, offset) => {
      offsets.push(offset);
      return Promise.resolve(offset === 0 ? breaksOff() : yieldOne(bytes.subarray(offset)));
    };
    async function* breaksOff(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 150_000);
      const uploads = (): Iterable<{ size: number }> =>
        registry.repository("acme/app").uploads.values();
      // The upload can be resumed only after the registry has a part of it.
      while (![...uploads()].some(({ size }) => size > 0)) {
        await nextTurn();
      }
      throw new EngineError("network", "The source broke the connection.", { retryable: true });
    }
    const pushing = store.pushBlob(descriptor, {
      open,
      signal,
      onBytes: (count) => (counted += count),
    });
    await pushing;
    expect(offsets).toEqual([0, expect.any(Number)]);
    expect(offsets[1]).toBeGreaterThan(0);
    expect(counted).toBe(bytes.byteLength);
    expect(registry.repository("acme/app").blobs.get(descriptor.digest)).toEqual(bytes);
    expect(registry.repository("acme/app").uploads.size).toBe(0);
  });

  it("rejects a registry that stores other content", async () => {
    const { registry, store } = await setUp();
    registry.faults.add({
      match: { method: "PUT" },
      do: { digestHeader: `sha256:${"0".repeat(64)}` },
    });
    expect((await failure(store.tag("2", image, { signal }))).code).toBe("digest_mismatch");
  });

  it("reports an HTML page instead of a manifest", async () => {
    const { registry, store } = await setUp();
    registry.faults.add({
      match: { path: /manifests/ },
      do: {
        status: 200,
        headers: { "content-type": "text/html; charset=utf-8" },
        body: "\n<!doctype html>",
      },
    });
    for (const target of [{ tag: "1" }, { digest: image.digest }]) {
      expect(await failure(store.fetchManifest(target, signal))).toMatchObject({
        code: "registry_invalid",
        message: expect.stringContaining("a web page") as string,
      });
      expect((await failure(store.resolve(target, signal))).code).toBe("registry_invalid");
    }
  });

  it("reports an HTML 404 page as not from a registry", async () => {
    const { registry, store } = await setUp();
    const page = { status: 404, headers: { "content-type": "text/html" }, body: "<html>" };
    registry.faults.add({ match: { path: /manifests/ }, do: page });
    expect((await failure(store.resolve({ tag: "1" }, signal))).code).toBe("not_found");
    const { registry: server, store: other } = await setUp();
    server.faults.add({ match: {}, do: page });
    for (const ask of [
      other.resolve({ tag: "1" }, signal),
      other.fetchManifest({ digest: image.digest }, signal),
    ]) {
      expect(await failure(ask)).toMatchObject({
        code: "registry_invalid",
        message: expect.stringContaining("a web page") as string,
      });
    }
    expect(server.requests.filter(({ path }) => path === "/v2/")).toHaveLength(1);
  });

  it("accepts a manifest that is labelled as HTML", async () => {
    const { registry, store } = await setUp();
    registry.faults.add({
      match: { method: "GET", path: /manifests/ },
      do: {
        status: 200,
        headers: { "content-type": "text/html" },
        body: Buffer.from(image.bytes).toString(),
      },
    });
    expect(await store.fetchManifest({ digest: image.digest }, signal)).toMatchObject({
      mediaType: "",
      digest: image.digest,
    });
  });

  it("adds referrers to the fallback tag without the referrers API", async () => {
    const { registry, store } = await setUp({ referrersApi: false });
    const attestation = buildAttestation(image, "referrer");
    for (const part of [attestation.config, ...attestation.layers]) {
      registry.repository("acme/app").blobs.set(part.digest, part.bytes);
    }
    await pushManifest(store, attestation);
    const listed = await store.referrers(image.digest, signal);
    expect(listed.map(({ digest }) => digest)).toEqual([attestation.digest]);
    const index = buildIndex({ entries: [image] });
    expect(await store.referrers(index.digest, signal)).toEqual([]);
  });

  it("keeps the other content of a fallback tag", async () => {
    const { registry, store } = await setUp({ referrersApi: false });
    const tag = fallbackTag(image.digest);
    const annotations = { "com.example.kept": "yes" };
    seedImage(registry, "acme/app", tag, buildIndex({ entries: [], annotations }));
    const attestation = buildAttestation(image, "referrer");
    for (const part of [attestation.config, ...attestation.layers]) {
      registry.repository("acme/app").blobs.set(part.digest, part.bytes);
    }
    await pushManifest(store, attestation);
    const list = await store.fetchManifest({ tag }, signal);
    expect(JSON.parse(Buffer.from(list.bytes).toString())).toMatchObject({
      annotations,
      manifests: [{ digest: attestation.digest }],
    });
  });
});
