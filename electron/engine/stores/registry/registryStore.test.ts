import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { digestOf } from "../../oci/digest.ts";
import { perTest } from "../../../testing/perTest.ts";
import type { TestRegistry } from "../../../testing/registry/registry.ts";
import { createStoreBench, failureOf, storedImage } from "../../../testing/storeBench.ts";

const bench = perTest(createStoreBench);
const { signal } = new AbortController();

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

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

it("resolves and fetches by tag and by digest, and caches by digest", async () => {
  const { registry, store } = await bench.open();
  expect(await store.resolve({ tag: "1" }, signal)).toEqual({
    mediaType: storedImage.mediaType,
    digest: storedImage.digest,
    etag: `"${storedImage.digest}"`,
  });
  const content = await store.fetchManifest({ tag: "1" }, signal);
  expect(content.bytes).toEqual(Buffer.from(storedImage.bytes));
  registry.clearLog();
  await Promise.all(
    [1, 2, 3].map(() => store.fetchManifest({ digest: storedImage.digest }, signal)),
  );
  expect(registry.requests).toHaveLength(0);
});

it("rejects a manifest with another digest", async () => {
  const { registry, store } = await bench.open();
  registry.faults.add({ match: { method: "GET" }, do: { corrupt: 5 } });
  expect((await failureOf(store.fetchManifest({ digest: storedImage.digest }, signal))).code).toBe(
    "digest_mismatch",
  );
});

it("rejects a blob with another digest before its last bytes", async () => {
  const { registry, store } = await bench.open();
  const [layer] = storedImage.layers;
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
  expect((await failureOf(read())).code).toBe("digest_mismatch");
  expect(received).toBeLessThan(descriptor.size);
});

it("reports a missing tag with its full reference", async () => {
  const { registry, store } = await bench.open();
  const error = await failureOf(store.fetchManifest({ tag: "nope" }, signal));
  expect(error).toMatchObject({
    code: "not_found",
    message: `${registry.host}/acme/app:nope: not found.`,
  });
  expect(error.detail).toContain("404");
});

it("resolves by GET if HEAD is refused", async () => {
  const { registry, store } = await bench.open();
  registry.faults.add({ match: { method: "HEAD" }, do: { status: 405 } });
  expect((await store.resolve({ tag: "1" }, signal)).digest).toBe(storedImage.digest);
});

it("retries after transient errors", async () => {
  const { registry, store } = await bench.open();
  registry.faults.add({ match: { method: "GET", nth: 1 }, do: { status: 503 } });
  registry.faults.add({ match: { method: "GET", nth: 2 }, do: { reset: true } });
  registry.faults.add({ match: { method: "GET", nth: 3 }, do: { truncate: 10 } });
  expect((await store.fetchManifest({ tag: "1" }, signal)).digest).toBe(storedImage.digest);
  expect(registry.requests).toHaveLength(4);
});

it("stops reading a manifest beyond the size limit", async () => {
  const { registry, store } = await bench.open({ validate: false });
  const huge = Buffer.alloc(9 * 1024 * 1024, " ");
  registry
    .repository("acme/app")
    .manifests.set("sha256:x", { mediaType: storedImage.mediaType, bytes: huge });
  registry.repository("acme/app").tags.set("huge", "sha256:x");
  expect((await failureOf(store.fetchManifest({ tag: "huge" }, signal))).code).toBe("too_large");
});

it("lists tags of several pages", async () => {
  const { registry, store } = await bench.open({ tagPageSize: 2 });
  for (const tag of ["a", "b", "c", "d"]) {
    registry.repository("acme/app").tags.set(tag, storedImage.digest);
  }
  expect((await store.listTags(signal)).toSorted()).toEqual(["1", "a", "b", "c", "d"]);
});

it("rejects a list of tags with a loop", async () => {
  const { registry, store } = await bench.open();
  registry.faults.add({
    match: { path: /tags\/list/ },
    do: {
      status: 200,
      headers: { link: '</v2/acme/app/tags/list?last=a>; rel="next"' },
      body: '{"tags":[]}',
    },
  });
  expect((await failureOf(store.listTags(signal))).message).toContain("in a loop");
});

it("resumes an interrupted download", async () => {
  const { registry, store } = await bench.open();
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
  const { registry, store } = await bench.open();
  const { descriptor } = seedBlob(registry, 200_000);
  registry.faults.add({ match: { method: "GET", nth: 1 }, do: { truncate: 100_000 } });
  registry.faults.add({ match: { method: "GET", nth: 2 }, do: { status: 200, body: "" } });
  const short = store.openBlob(descriptor, signal).then(collect);
  // The rest has other bytes and must be rejected.
  expect((await failureOf(short)).code).toBe("size_mismatch");
});

it("aborts at once", async () => {
  const { registry, store } = await bench.open();
  registry.faults.add({ match: {}, do: { hang: true } });
  const controller = new AbortController();
  const work = store.fetchManifest({ tag: "1" }, controller.signal);
  await registry.waitForRequest({ method: "GET" });
  controller.abort();
  await expect(work).rejects.toMatchObject({ name: "AbortError" });
});
