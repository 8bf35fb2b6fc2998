import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Channel } from "../../../shared/ipc/channels.ts";
import type { Inputs, Outputs } from "../../../shared/ipc/contract.ts";
import type { Question } from "../../app/confirmDialog.ts";
import {
  savedLoginCredentials,
  type SavedLogins,
  createMemoryLogins,
} from "../../engine/stores/registry/auth/savedLogins.ts";
import { parseLocation } from "../../engine/oci/location.ts";
import { machineNetwork } from "../../engine/stores/registry/machineNetwork.ts";
import { Stores } from "../../engine/stores/openStores.ts";
import { readBasic } from "../../testing/registry/authorizer.ts";
import { createCertificate } from "../../testing/servers/selfSignedCertificate.ts";
import { startRegistry, type TestRegistry } from "../../testing/registry/registry.ts";
import { type StoredHostSettings, openHostSettings } from "../../storage/hostSettings.ts";
import { handleRegistries } from "./registries.ts";

const handlers = vi.hoisted(() => new Map<string, (input: unknown) => Promise<unknown>>());
vi.mock("../handle.ts", () => ({
  handle: (channel: string, handler: (input: unknown) => Promise<unknown>) =>
    handlers.set(channel, handler),
}));
const asked = vi.hoisted(() => ({ questions: [] as Question[], agrees: true }));
vi.mock("../emit.ts", () => ({ emit: () => undefined }));
vi.mock("../../app/confirmDialog.ts", () => ({
  confirmInDialog: (question: Question) => {
    asked.questions.push(question);
    return Promise.resolve(asked.agrees);
  },
}));
vi.mock("../../storage/encryptText.ts", () => ({
  isEncryptionAvailable: () => Promise.resolve(true),
}));

let folder: string;
let registry: TestRegistry;
let logins: SavedLogins;
let hosts: StoredHostSettings;
let stores: Stores;

beforeEach(async () => {
  asked.questions.length = 0;
  asked.agrees = true;
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-registries-"));
  registry = await startRegistry({
    auth: { kind: "basic", users: { octocat: "secret", robot: "secret" } },
  });
  // All hosts of this test resolve to the test registry.
  await mkdir(path.join(folder, "certs.d/_default"), { recursive: true });
  await writeFile(
    path.join(folder, "certs.d/_default/hosts.toml"),
    `server = "http://${registry.host}"\n`,
  );
  logins = createMemoryLogins();
  hosts = await openHostSettings(path.join(folder, "hosts.json"));
  const network = machineNetwork({
    env: {},
    home: folder,
    platform: "linux",
    own: path.join(folder, "certs.d"),
    settings: (domain) => hosts.of(domain),
  });
  const credentials = savedLoginCredentials(logins);
  stores = new Stores({ credentials, network });
  handleRegistries({ stores, credentials, logins, network, hosts });
});
afterEach(async () => {
  await stores.close();
  await registry.close();
  await rm(folder, { recursive: true });
});

async function call<C extends Channel>(channel: C, input: Inputs[C]): Promise<Outputs[C]> {
  return (await handlers.get(channel)?.(input)) as Outputs[C];
}

function logIn(at: string, username = "octocat"): Promise<Outputs["registry:logIn"]> {
  return call("registry:logIn", { jobId: at, registry: at, username, password: "secret" });
}

it.each([
  ["harbor", "harbor:443"],
  ["harbor:443", "harbor:443"],
  ["registry.example:443", "registry.example"],
  ["registry.example", "registry.example:443"],
])("uses a login and settings for %s for references to %s", async (typed, domain) => {
  const { host } = await logIn(typed);
  await logIn(`${typed}/acme`, "robot");
  await call("registry:setHost", { host: typed, plainHttp: false, skipVerify: true });
  const user = async (repository: string): Promise<string | undefined> =>
    (await savedLoginCredentials(logins).find(domain, { repository, actions: ["pull"] }))?.account;
  expect([await user("other/app"), await user("acme/app")]).toEqual(["octocat", "robot"]);
  expect(hosts.of(domain)).toEqual({ host, plainHttp: false, skipVerify: true });
  const { registries } = await call("registry:list", { helpers: false });
  const [row] = registries;
  expect(registries).toMatchObject([
    { settings: { host }, accounts: [{ account: "octocat" }, { account: "robot" }] },
  ]);
  // The page logs out of the host that it shows.
  for (const { repository } of row?.accounts ?? []) {
    await call("registry:logOut", { host: row?.host ?? "", ...(repository ? { repository } : {}) });
  }
  expect((await logins.list()).logins).toEqual([]);
  await call("registry:setHost", { host: domain, plainHttp: false, skipVerify: false });
  expect(hosts.list()).toEqual([]);
});

it.each(["harbor", "HARBOR", "http://harbor/"])(
  "a login at %j is one at the host harbor, not at Docker Hub",
  async (typed) => {
    expect(await logIn(typed)).toEqual({
      host: "harbor",
      isEncrypted: true,
      nameInReferences: "harbor:443",
    });
    expect((await logins.list()).logins).toEqual([{ key: "harbor", account: "octocat" }]);
    await call("registry:logOut", { host: "harbor" });
    expect((await logins.list()).logins).toEqual([]);
  },
);

it("keeps settings for a host without a dot", async () => {
  const settings = { plainHttp: false, skipVerify: true };
  await call("registry:setHost", { host: "harbor", ...settings });
  expect(hosts.list()).toEqual([{ host: "harbor", ...settings }]);
  expect(hosts.of("docker.io")).toBeUndefined();
  const { registries } = await call("registry:list", { helpers: true });
  // The name in references.
  expect(registries).toMatchObject([{ host: "harbor:443", settings }]);
});

it("uses a login for a namespace or repository there, and then the one for the registry", async () => {
  const store = stores.open(parseLocation(`${registry.host}/acme/app`));
  const whom = async (): Promise<string> => {
    await store.resolve({ tag: "1" }, AbortSignal.timeout(5000)).catch(() => {});
    const last = registry.requests.findLast(({ path: to }) => to.includes("/manifests/"));
    return readBasic(last?.headers.authorization)?.user ?? "nobody";
  };
  expect(await logIn(registry.host)).toEqual({ host: registry.host, isEncrypted: true });
  expect(await whom()).toBe("octocat");
  expect(await logIn(`HTTP://${registry.host}/acme/app/`, "robot")).toEqual({
    host: registry.host,
    repository: "acme/app",
    isEncrypted: true,
  });
  expect(await whom()).toBe("robot");
  const { registries } = await call("registry:list", { helpers: false });
  expect(registries[0]?.accounts).toEqual([
    { account: "octocat", source: "a login made in Manifestry", isSaved: true },
    {
      account: "robot",
      source: "a login made in Manifestry",
      repository: "acme/app",
      isSaved: true,
    },
  ]);
  await call("registry:logOut", { host: registry.host, repository: "acme/app" });
  expect(await whom()).toBe("octocat");
  await call("registry:logOut", { host: registry.host });
  expect(await whom()).toBe("nobody");
});

it("refuses a login for an invalid repository without a request", async () => {
  await expect(logIn("harbor.example/acme/app:1.0")).rejects.toThrow(/is not the path/);
  expect(registry.requests).toEqual([]);
  expect((await logins.list()).logins).toEqual([]);
});

it.each(["my registry", "harbor:latest"])(
  "%j is no host: nothing is asked or kept",
  async (typed) => {
    await expect(logIn(typed)).rejects.toThrow(/is not the host of a registry/);
    const settings = { host: typed, plainHttp: true, skipVerify: false };
    await expect(call("registry:setHost", settings)).rejects.toThrow(
      /is not the host of a registry/,
    );
    expect(registry.requests).toEqual([]);
    expect([(await logins.list()).logins, hosts.list()]).toEqual([[], []]);
  },
);

const safe = { host: "harbor.example", plainHttp: false, skipVerify: false };

it.each([
  ["plain HTTP", { plainHttp: true }, "Plain HTTP"],
  ["an unverified certificate", { skipVerify: true }, "Certificate not verified"],
  ["both", { plainHttp: true, skipVerify: true }, "Certificate not verified"],
])("asks the user about %s", async (_what, less, words) => {
  asked.agrees = false;
  await expect(call("registry:setHost", { ...safe, ...less })).rejects.toMatchObject({
    code: "cancelled",
  });
  expect(hosts.list()).toEqual([]);
  expect(asked.questions).toHaveLength(1);
  expect(asked.questions[0]?.message).toContain("harbor.example");
  expect(asked.questions[0]?.detail).toContain(words);
  asked.agrees = true;
  await call("registry:setHost", { ...safe, ...less });
  expect(hosts.of("harbor.example")).toEqual({ ...safe, ...less });
});

it("asks the user about another certificate authority", async () => {
  const caFile = path.join(folder, "ca.pem");
  await writeFile(caFile, createCertificate().cert);
  asked.agrees = false;
  await expect(call("registry:setHost", { ...safe, caFile })).rejects.toMatchObject({
    code: "cancelled",
  });
  expect(hosts.list()).toEqual([]);
  expect(asked.questions[0]?.detail).toContain(caFile);
});

it("does not ask about unchanged or increased protection", async () => {
  await call("registry:setHost", { ...safe, plainHttp: true, skipVerify: true });
  asked.questions.length = 0;
  asked.agrees = false;
  await call("registry:setHost", { ...safe, plainHttp: true, skipVerify: true });
  await call("registry:setHost", { ...safe, plainHttp: true });
  await call("registry:setHost", safe);
  expect(asked.questions).toEqual([]);
  expect(hosts.list()).toEqual([]);
  // A setting that was turned off is confirmed again.
  await expect(call("registry:setHost", { ...safe, plainHttp: true })).rejects.toMatchObject({
    code: "cancelled",
  });
});
