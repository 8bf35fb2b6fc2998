import { afterEach, beforeEach, expect, it } from "vitest";
import { digestOf } from "../oci/digest.ts";
import { parseLocation } from "../oci/location.ts";
import { buildImage, buildIndex } from "../sample/image.ts";
import type { Store } from "../store.ts";
import { Stores } from "../stores.ts";
import { dockerHub } from "../testing/personalities/dockerHub.ts";
import { makers } from "../testing/personalities/makers.ts";
import type { RegistryOptions } from "../testing/options.ts";
import { startRegistry, type TestRegistry } from "../testing/registry.ts";
import { seedImage } from "../testing/seedImage.ts";

const users = { ada: "s3cret" };
const signal = new AbortController().signal;
const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const index = buildIndex({ entries: [image] });

let registry: TestRegistry;
let stores: Stores;
beforeEach(() => {
  stores = new Stores({
    credentials: {
      find: () =>
        Promise.resolve({
          credential: { kind: "basic", username: "ada", password: "s3cret" },
          source: "the test",
          account: "ada",
        }),
    },
  });
});
afterEach(async () => {
  await stores.close();
  await registry.close();
});

async function open(options: RegistryOptions): Promise<Store> {
  registry = await startRegistry(options);
  seedImage(registry, "acme/app", "1", index);
  return stores.open(parseLocation(`${registry.host}/acme/app`));
}

it("nexus: a realm with its port twice is read as with one", async () => {
  const source = await open(makers.nexus(users));
  expect((await source.resolve({ tag: "1" }, signal)).digest).toBe(index.digest);
});

it("gcr: a bare refusal is answered with what the ping asks for", async () => {
  const source = await open(makers.gcr(users));
  expect((await source.resolve({ tag: "1" }, signal)).digest).toBe(index.digest);
});

it("harbor: the size that HEAD says is told to nobody, since it is not that of the bytes", async () => {
  const source = await open(makers.harbor(users));
  const resolution = await source.resolve({ tag: "1" }, signal);
  expect(resolution).toMatchObject({ mediaType: index.mediaType, digest: index.digest });
  expect(resolution).not.toHaveProperty("size");
});

it("Docker Hub: a limit that is used up is not run against again and again", async () => {
  const source = await open(dockerHub(users, 0));
  await expect(source.fetchManifest({ tag: "1" }, signal)).rejects.toMatchObject({
    code: "rate_limited",
  });
  expect(registry.requests.filter(({ status }) => status === 429)).toHaveLength(1);
});

it("distribution 2.8: a 500 that says what is missing is not tried again", async () => {
  const source = await open(makers.distribution28(users));
  const foreign = {
    mediaType: "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
    digest: digestOf("elsewhere"),
    size: 9,
    urls: ["https://layers.example/9"],
  };
  const { layers, ...rest } = JSON.parse(Buffer.from(image.bytes).toString()) as {
    layers: unknown[];
  };
  const bytes = Buffer.from(JSON.stringify({ ...rest, layers: [...layers, foreign] }));
  const content = { mediaType: image.mediaType, digest: digestOf(bytes), bytes };
  await expect(source.pushManifest(content, signal)).rejects.toMatchObject({
    code: "registry_refused",
    retryable: false,
  });
  expect(registry.requests.filter(({ status }) => status === 500)).toHaveLength(1);
});
