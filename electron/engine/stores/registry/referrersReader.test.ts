import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import {
  buildAttestation,
  buildImage,
  buildIndex,
  type BuiltIndex,
} from "../../sample/buildImage.ts";
import { createTestClient } from "../../../testing/testClient.ts";
import { startRegistry, type TestRegistry } from "../../../testing/registry/registry.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import { ReferrersReader } from "./referrersReader.ts";
import type { RegistryClient } from "./http/registryClient.ts";

const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const attestation = buildAttestation(image);
const other = `sha256:${"ab".repeat(32)}`;
const refersTo = (name: string): BuiltIndex =>
  buildIndex({
    entries: [],
    annotations: { name },
    subject: { mediaType: image.mediaType, digest: image.digest, size: image.bytes.byteLength },
  });
const signal = new AbortController().signal;

let registry: TestRegistry;
let client: RegistryClient;
async function open(referrersApi: boolean, pageSize = 100): Promise<ReferrersReader> {
  registry = await startRegistry({ referrersApi, referrersPageSize: pageSize });
  client = createTestClient(registry);
  return new ReferrersReader({ client, path: "acme/app", name: `${registry.host}/acme/app` });
}
afterEach(async () => {
  await client.close();
  await registry.close();
});

/** The number of requests to the referrers API. */
const asked = (): number =>
  registry.requests.filter(({ path }) => path.includes("/referrers/")).length;

it("requests a missing API once, and then only fallback tags", async () => {
  const reader = await open(false);
  await Promise.all([image.digest, other, attestation.digest].map((at) => reader.list(at, signal)));
  expect(asked()).toBe(1);
});

it("requests the API for each digest if an error was about one digest", async () => {
  const reader = await open(true);
  registry.faults.add({
    match: { path: /referrers/, nth: 1 },
    do: { status: 404, body: '{"errors":[{"code":"MANIFEST_UNKNOWN"}]}' },
  });
  await Promise.all([image.digest, other].map((at) => reader.list(at, signal)));
  expect(asked()).toBe(2);
});

it("continues with the next caller if the first aborts", async () => {
  const reader = await open(true);
  registry.faults.add({ match: { path: /referrers/, nth: 1 }, do: { hang: true } });
  const giveUp = new AbortController();
  const first = reader.list(image.digest, giveUp.signal);
  const second = reader.list(other, signal);
  while (asked() === 0) {
    await nextTurn();
  }
  giveUp.abort();
  await expect(first).rejects.toBeDefined();
  expect(await second).toEqual([]);
});

it("fails if a later page fails, instead of returning an empty list", async () => {
  const reader = await open(true, 1);
  seedImage(registry, "acme/app", undefined, image);
  for (const name of ["a", "b"]) {
    seedImage(registry, "acme/app", undefined, refersTo(name));
  }
  registry.faults.add({ match: { path: /referrers/, nth: 2 }, do: { status: 404 } });
  await expect(reader.list(image.digest, signal)).rejects.toMatchObject({
    code: "registry_invalid",
  });
});

it("probes the API ahead once per registry", async () => {
  const reader = await open(false);
  reader.prepare(1, signal);
  reader.prepare(1, signal);
  expect(await reader.list(image.digest, signal)).toEqual([]);
  expect(asked()).toBe(1);
});
