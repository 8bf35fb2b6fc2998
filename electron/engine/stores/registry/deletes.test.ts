import { afterEach, beforeEach, expect, it } from "vitest";
import { buildAttestation, buildImage } from "../../sample/image.ts";
import { distribution28 } from "../../../testing/registry/personalities/distribution28.ts";
import { ghcr } from "../../../testing/registry/personalities/ghcr.ts";
import type { RegistryOptions } from "../../../testing/registry/options.ts";
import { startRegistry, type TestRegistry } from "../../../testing/registry/registry.ts";
import { pushManifest } from "../../../testing/storeContent.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import { anonymous } from "./auth/credential.ts";
import { listRepositories } from "./catalog.ts";
import { deleteManifest, deleteTag, planDeletion } from "./deletes.ts";
import type { Repository } from "./manifests.ts";
import { plainNetwork } from "./network.ts";
import { ReferrersList } from "./referrers.ts";
import { RegistryStore } from "./registryStore.ts";
import { RegistryClient } from "./http/request.ts";

const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const other = buildImage({ platform: { os: "linux", architecture: "arm64" } });
const signature = buildAttestation(image, "referrer");
const { signal } = new AbortController();

let registry: TestRegistry;
let client: RegistryClient;
let repository: Repository;

beforeEach(() => open({}));
afterEach(close);

async function open(options: RegistryOptions): Promise<void> {
  registry = await startRegistry(options);
  client = new RegistryClient({
    domain: registry.host,
    credentials: anonymous,
    network: plainNetwork,
  });
  repository = { client, path: "acme/app", name: `${registry.host}/acme/app` };
  for (const tag of ["1", "1.0", "latest"]) seedImage(registry, "acme/app", tag, image);
  seedImage(registry, "acme/app", "2", other);
}

async function close(): Promise<void> {
  await client.close();
  await registry.close();
}

it("tells which tags and referrers a digest takes along, and changes nothing for it", async () => {
  seedImage(registry, "acme/app", undefined, signature);
  expect(await planDeletion(repository, image.digest, signal)).toEqual({
    digest: image.digest,
    tags: ["1", "1.0", "latest"],
    referrers: [signature.digest],
  });
  expect(registry.requests.every(({ method }) => method === "GET" || method === "HEAD")).toBe(true);
});

it("deletes a manifest with its tags, and one tag alone", async () => {
  await deleteTag(repository, "1.0", signal);
  expect([...registry.repository("acme/app").tags.keys()]).toEqual(["1", "latest", "2"]);
  await deleteManifest(repository, image.digest, signal);
  expect([...registry.repository("acme/app").tags.keys()]).toEqual(["2"]);
});

it("takes a deleted referrer out of the list that clients keep", async () => {
  await close();
  await open({ referrersApi: false });
  seedImage(registry, "acme/app", undefined, signature);
  await pushManifest(new RegistryStore(client, "acme/app"), signature);
  expect(await new ReferrersList(repository).of(image.digest, signal)).toHaveLength(1);
  const path = /manifests\/sha256-/;
  registry.faults.add({ match: { method: "PUT", path, nth: 1 }, do: { status: 503 } });
  await deleteManifest(repository, signature.digest, signal);
  expect(await new ReferrersList(repository).of(image.digest, signal)).toEqual([]);
});

it("says that a registry deletes no tags, and deletes nothing else instead", async () => {
  await close();
  await open({ ...distribution28({}), auth: { kind: "none" } });
  await expect(deleteTag(repository, "1", signal)).rejects.toMatchObject({
    code: "registry_refused",
  });
  expect(registry.repository("acme/app").tags.size).toBe(4);
});

it("ghcr: deletes nothing and lists nothing, and says so", async () => {
  await close();
  await open({ ...ghcr({}), auth: { kind: "none" } });
  await expect(deleteManifest(repository, image.digest, signal)).rejects.toMatchObject({
    code: "registry_refused",
    message: `${registry.host} does not delete the manifest ${repository.name}@${image.digest}.`,
  });
  expect(registry.repository("acme/app").manifests.has(image.digest)).toBe(true);
  await expect(listRepositories(client, signal)).rejects.toMatchObject({ code: "not_found" });
});

it("lists the repositories of a registry over its pages", async () => {
  await close();
  await open({ tagPageSize: 1 });
  seedImage(registry, "acme/tools", "1", other);
  expect(await listRepositories(client, signal)).toEqual(["acme/app", "acme/tools"]);
});
