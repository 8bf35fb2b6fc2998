import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { RegistryView } from "../../../../shared/registries.ts";
import type { HostSettings } from "../../../../shared/settings.ts";
import { buildImage } from "../../sample/buildImage.ts";
import {
  type Certificate,
  createCertificate,
} from "../../../testing/servers/selfSignedCertificate.ts";
import { testNetwork } from "../../../testing/testClient.ts";
import { startRegistry, type TestRegistry } from "../../../testing/registry/registry.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import type { Network } from "./http/network.ts";
import { machineNetwork } from "./machineNetwork.ts";
import { listRegistries } from "./listRegistries.ts";
import { RegistryStore } from "./registryStore.ts";
import { RegistryClient } from "./http/registryClient.ts";

const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const { signal } = new AbortController();
const credentials = {
  find: () => Promise.resolve(undefined),
  listAccounts: () => Promise.resolve({ accounts: [], problems: [] }),
};

let folder: string;
let certificate: Certificate;
let registry: TestRegistry | undefined;
let client: RegistryClient | undefined;
let network: Network;
let settings: HostSettings | undefined;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-settings-"));
  certificate = createCertificate();
  [settings, client, registry] = [undefined, undefined, undefined];
  const machine = machineNetwork({
    env: {},
    home: folder,
    platform: process.platform,
    own: folder,
    settings: (domain) => (settings?.host === domain ? settings : undefined),
  });
  network = testNetwork({}, machine);
});
afterEach(async () => {
  await client?.close();
  await registry?.close();
  await rm(folder, { recursive: true });
});

/** Opens the repository at a local registry by another name of this machine. */
async function open(host: string, tls?: Certificate): Promise<RegistryStore> {
  registry = await startRegistry(tls ? { tls } : {});
  seedImage(registry, "acme/app", "1", image);
  const port = registry.host.slice(registry.host.indexOf(":"));
  client = new RegistryClient({ domain: `${host}${port}`, network, credentials });
  return new RegistryStore(client, "acme/app");
}

function set(change: Partial<HostSettings>): void {
  const host = client?.domain ?? "";
  settings = { host, plainHttp: false, skipVerify: false, ...change };
  client?.reopen();
}

async function view(): Promise<RegistryView | undefined> {
  const clients = client ? [client] : [];
  const known = { clients, credentials, network, settings: settings ? [settings] : [] };
  return (await listRegistries({ ...known, problems: [], canSaveLogins: false, helpers: true }))
    .registries[0];
}

it("uses plain HTTP as soon as and as long as it is set", async () => {
  // Not a loopback address by its name.
  const store = await open("0.0.0.0");
  const refused = { code: "network", hint: expect.stringContaining("Registries page") as string };
  await expect(store.resolve({ tag: "1" }, signal)).rejects.toMatchObject(refused);
  expect((await view())?.insecure).toEqual([]);
  set({ plainHttp: true });
  expect((await store.resolve({ tag: "1" }, signal)).digest).toBe(image.digest);
  expect(await view()).toMatchObject({
    settings: { plainHttp: true },
    insecure: [{ kind: "plain http", from: "settings", server: client?.domain }],
  });
  set({});
  await expect(store.resolve({ tag: "1" }, signal)).rejects.toMatchObject(refused);
  expect((await view())?.insecure).toEqual([]);
});

it("accepts an unknown certificate once set, for this registry only", async () => {
  const store = await open("localhost", certificate);
  set({ skipVerify: true });
  expect((await store.resolve({ tag: "1" }, signal)).digest).toBe(image.digest);
  expect((await view())?.insecure).toMatchObject([
    { kind: "unverified certificate", from: "settings" },
  ]);
  const other = new RegistryClient({ domain: registry?.host ?? "", network, credentials });
  try {
    const there = new RegistryStore(other, "acme/app");
    await expect(there.resolve({ tag: "1" }, signal)).rejects.toMatchObject({
      code: "network",
    });
  } finally {
    await other.close();
  }
});

it("accepts a certificate once the file of its authority is set", async () => {
  const store = await open("0.0.0.0", certificate);
  const caFile = path.join(folder, "authority.pem");
  await writeFile(caFile, certificate.cert);
  await expect(store.resolve({ tag: "1" }, signal)).rejects.toMatchObject({
    message: `${client?.domain} presents a self-signed certificate.`,
  });
  set({ caFile });
  // The certificate is for other names.
  await expect(store.resolve({ tag: "1" }, signal)).rejects.toMatchObject({
    message: `${client?.domain} presents a certificate for another name.`,
  });
  await client?.close();
  await registry?.close();
  const named = await open("localhost", certificate);
  set({ caFile });
  expect((await named.resolve({ tag: "1" }, signal)).digest).toBe(image.digest);
  expect((await view())?.insecure).toEqual([]);
});

it("completes running requests with the settings they started with", async () => {
  const store = await open("0.0.0.0");
  set({ plainHttp: true });
  registry?.faults.add({ match: { path: /manifests/ }, do: { delay: 50 }, times: 1 });
  const answer = store.resolve({ tag: "1" }, signal);
  await registry?.waitForRequest({});
  set({ skipVerify: true });
  expect((await answer).digest).toBe(image.digest);
});

it("lists a registry with settings that was never contacted", async () => {
  settings = { host: "registry.example", plainHttp: false, skipVerify: true };
  expect(await view()).toMatchObject({
    host: "registry.example",
    settings: { skipVerify: true },
    insecure: [{ kind: "unverified certificate", from: "settings", server: "registry.example" }],
  });
});
