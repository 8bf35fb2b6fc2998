import { randomBytes } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { EngineError } from "../../errors.ts";
import { digestOf } from "../../oci/digest.ts";
import { buildAttestation, buildIndex } from "../../sample/buildImage.ts";
import type { BlobOpener } from "../store.ts";
import { perTest } from "../../../testing/perTest.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import { createStoreBench, failureOf, storedImage } from "../../../testing/storeBench.ts";
import { pushManifest } from "../../../testing/storeContent.ts";
import { fallbackTag } from "./fallbackTag.ts";
import { RegistryStore } from "./registryStore.ts";

const bench = perTest(createStoreBench);
const { signal } = new AbortController();

async function* yieldOne(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

const blob = {
  mediaType: "application/octet-stream",
  digest: storedImage.config.digest,
  size: storedImage.config.bytes.byteLength,
};

it("mounts a blob from a repository of the same registry", async () => {
  const { registry, client, store } = await bench.open();
  const target = new RegistryStore(client, "acme/other");
  expect(target.canMountFrom(store)).toBe(true);
  expect(await target.mountBlob(blob, store, signal)).toEqual({ kind: "mounted" });
  expect(registry.repository("acme/other").blobs.has(blob.digest)).toBe(true);
});

it("uploads if the registry does not mount, and counts the bytes", async () => {
  const { registry, client, store } = await bench.open({ mount: false });
  const target = new RegistryStore(client, "acme/other");
  let count = 0;
  const mount = await target.mountBlob(blob, store, signal);
  const session = mount.kind === "refused" ? mount.upload : undefined;
  expect(session).toBeDefined();
  const open: BlobOpener = () => Promise.resolve(yieldOne(storedImage.config.bytes));
  await target.pushBlob(blob, {
    open,
    signal,
    onBytes: (more) => (count += more),
    upload: session,
  });
  expect(registry.repository("acme/other").uploads.size).toBe(0);
  expect(count).toBe(blob.size);
  expect(registry.repository("acme/other").blobs.get(blob.digest)).toEqual(
    Buffer.from(storedImage.config.bytes),
  );
});

it("restarts an interrupted upload", async () => {
  const { registry, store } = await bench.open();
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
  const { registry, store } = await bench.open();
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
  const { registry, store } = await bench.open();
  registry.faults.add({
    match: { method: "PUT" },
    do: { digestHeader: `sha256:${"0".repeat(64)}` },
  });
  expect((await failureOf(store.tag("2", storedImage, { signal }))).code).toBe("digest_mismatch");
});

it("adds referrers to the fallback tag without the referrers API", async () => {
  const { registry, store } = await bench.open({ referrersApi: false });
  const attestation = buildAttestation(storedImage, "referrer");
  for (const part of [attestation.config, ...attestation.layers]) {
    registry.repository("acme/app").blobs.set(part.digest, part.bytes);
  }
  await pushManifest(store, attestation);
  const listed = await store.referrers(storedImage.digest, signal);
  expect(listed.map(({ digest }) => digest)).toEqual([attestation.digest]);
  const index = buildIndex({ entries: [storedImage] });
  expect(await store.referrers(index.digest, signal)).toEqual([]);
});

it("keeps the other content of a fallback tag", async () => {
  const { registry, store } = await bench.open({ referrersApi: false });
  const tag = fallbackTag(storedImage.digest);
  const annotations = { "com.example.kept": "yes" };
  seedImage(registry, "acme/app", tag, buildIndex({ entries: [], annotations }));
  const attestation = buildAttestation(storedImage, "referrer");
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
