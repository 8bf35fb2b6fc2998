import { afterEach, describe, expect, it } from "vitest";
import type { AccessReport } from "../../../../shared/access.ts";
import type { RegistryOptions } from "../../../testing/registry/options.ts";
import { startRegistry, type TestRegistry } from "../../../testing/registry/registry.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import {
  dockerRegistryUser,
  startDockerRegistry,
} from "../../../testing/servers/dockerRegistry.ts";
import { startTokenIssuer } from "../../../testing/servers/tokenIssuer.ts";
import { amd64, signal } from "../../../testing/workbench.ts";
import { parseLocation } from "../../oci/location.ts";
import { Stores } from "../openStores.ts";
import type { Credentials } from "./auth/credential.ts";
import { anonymous } from "./auth/credential.ts";
import { grantedActions } from "./http/tokenClaims.ts";
import { RegistryStore } from "./registryStore.ts";

const { name, password } = dockerRegistryUser;
const login: Credentials = {
  find: () =>
    Promise.resolve({
      credential: { kind: "basic", username: name, password },
      source: "a test",
      account: name,
    }),
};

async function test(text: string, credentials: Credentials = anonymous): Promise<AccessReport> {
  const stores = new Stores({ credentials });
  try {
    const store = stores.open(parseLocation(text));
    if (!(store instanceof RegistryStore)) {
      throw new Error("not a registry");
    }
    return await store.testAccess(signal);
  } finally {
    await stores.close();
  }
}

function kindsOf({ pull, list, push, delete: remove }: AccessReport) {
  return [pull, list, push, remove].map(({ kind }) => kind).join(" ");
}

let registry: TestRegistry | undefined;
async function start(options: RegistryOptions = {}): Promise<TestRegistry> {
  registry = await startRegistry(options);
  seedImage(registry, "acme/app", "1", amd64);
  return registry;
}
afterEach(async () => {
  await registry?.close();
  registry = undefined;
});

describe("a test of access", () => {
  it("leaves nothing behind", async () => {
    const started = await start();
    const { uploads, manifests, tags } = started.repository("acme/app");
    const before = [...manifests.keys()];
    const report = await test(`${started.host}/acme/app`);
    expect(kindsOf(report)).toBe("yes yes yes yes");
    expect(report).toMatchObject({ exists: true, deleteWays: ["tag", "digest"] });
    expect(report.leftover).toBeUndefined();
    expect(report.auth.source).toBeUndefined();
    expect(uploads.size).toBe(0);
    expect([...manifests.keys()]).toEqual(before);
    expect([...tags.keys()]).toEqual(["1"]);
  });

  it("says if the upload that it opened could not be cancelled", async () => {
    const { host, faults } = await start();
    faults.add({ match: { method: "DELETE", path: /uploads/ }, do: { status: 405 } });
    const report = await test(`${host}/acme/app`);
    expect(report.push.kind).toBe("yes");
    expect(report.leftover).toContain("could not be cancelled");
  });

  it("opens no upload in a repository that does not exist", async () => {
    const { host, requests } = await start();
    const report = await test(`${host}/acme/new`);
    expect(report).toMatchObject({ exists: false, push: { kind: "unknown" } });
    expect(requests.some(({ method }) => method === "POST")).toBe(false);
  });

  it("tells an account that may only pull from one that may do everything", async () => {
    const { host } = await start({
      auth: {
        kind: "bearer",
        users: { [name]: password },
        isAllowed: (user, _, action) => user !== undefined || action === "pull",
      },
    });
    expect(kindsOf(await test(`${host}/acme/app`))).toBe("yes yes no no");
    const report = await test(`${host}/acme/app`, login);
    expect(kindsOf(report)).toBe("yes yes yes yes");
    expect(report.auth).toMatchObject({ account: name, source: "a test" });
  });

  it("reports that deletes are switched off", async () => {
    const { host } = await start({ deletes: false });
    expect(await test(`${host}/acme/app`)).toMatchObject({
      push: { kind: "yes" },
      delete: { kind: "no" },
    });
  });

  it("fails if the registry cannot be reached", async () => {
    const started = await start();
    await started.close();
    registry = undefined;
    await expect(test(`${started.host}/acme/app`)).rejects.toMatchObject({ code: "network" });
  });

  it("reads the rights in docker-registry's tokens, so that nothing is opened", async () => {
    const tokens = await startTokenIssuer(dockerRegistryUser);
    const docker = await startDockerRegistry({ auth: { tokensOf: tokens } });
    try {
      expect(await test(`${docker.host}/acme/new`)).toMatchObject({
        exists: false,
        push: { kind: "no", reason: expect.stringContaining("grants no right to push") },
        delete: { kind: "no" },
      });
      expect(await test(`${docker.host}/acme/new`, login)).toMatchObject({
        push: { kind: "yes", from: "token" },
        delete: { kind: "yes" },
        deleteWays: ["digest"],
      });
    } finally {
      await docker.close();
      await tokens.close();
    }
  });
});

describe("the rights in a token", () => {
  const header = (payload: unknown) =>
    `Bearer e30.${Buffer.from(JSON.stringify(payload)).toString("base64url")}.c2ln`;
  const access = [
    { type: "repository", name: "acme/app", actions: ["pull", "push"] },
    { type: "repository", name: "acme/other", actions: ["delete"] },
    { type: "registry", name: "acme/app", actions: ["*"] },
  ];
  it.each([
    [header({ access }), ["pull", "push"]],
    [header({ access: [] }), []],
    [header({ access: [{ type: "repository", name: "acme/app", actions: null }] }), []],
    [header({ sub: "ada" }), undefined],
    [header("x"), undefined],
    ["Bearer opaque", undefined],
    ["Basic YTpi", undefined],
    [undefined, undefined],
    ["Bearer a.b.c", undefined],
  ])("%s", (authorization, actions) => {
    const granted = grantedActions(authorization, "acme/app");
    expect(granted && [...granted]).toEqual(actions);
  });
});
