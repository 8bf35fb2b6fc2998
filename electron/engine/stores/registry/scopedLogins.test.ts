import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emptyDraft } from "../../../../shared/emptyDraft.ts";
import type { PushOutcome } from "../../../../shared/plan.ts";
import { parseLocation } from "../../oci/location.ts";
import { buildImage } from "../../sample/buildImage.ts";
import { Stores } from "../openStores.ts";
import { memoryPushLogs } from "../../../testing/memoryPushLogs.ts";
import { testNetwork } from "../../../testing/testClient.ts";
import { startRegistry, type TestRegistry } from "../../../testing/registry/registry.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import { signal } from "../../../testing/workbench.ts";
import { Engine } from "../../engine.ts";
import type { Credential, Credentials } from "./auth/credential.ts";
import { machineCredentials } from "./auth/credentialChain.ts";
import { savedLoginCredentials, createMemoryLogins, type SavedLogins } from "./auth/savedLogins.ts";
import { checkLogin } from "./checkLogin.ts";
import { plainNetwork } from "./machineNetwork.ts";

const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const blobs = [image.config, ...image.layers];

/** Accounts, each with the namespace in which it has all rights. */
const rights: Readonly<Record<string, string>> = {
  anna: "team-a",
  bert: "team-b",
  robot: "team-a/app",
  root: "",
};
const users = Object.fromEntries(Object.keys(rights).map((name) => [name, `secret-of-${name}`]));
const loginOf = (username: string): Credential => ({
  kind: "basic",
  username,
  password: users[username] ?? "",
});

function isIn(repository: string, area: string | undefined): boolean {
  return area === "" || repository === area || repository.startsWith(`${area}/`);
}

let registry: TestRegistry;
let logins: SavedLogins;
let home: string;
let engine: Engine;
let stores: Stores;
beforeEach(async () => {
  registry = await startRegistry({
    auth: {
      kind: "bearer",
      users,
      isAllowed: (user, { name }) => user !== undefined && isIn(name, rights[user]),
    },
  });
  for (const name of ["team-a/app", "team-a/app2", "team-a/app/base", "other/app"]) {
    seedImage(registry, name, "1", image);
  }
  logins = createMemoryLogins();
  home = await mkdtemp(path.join(tmpdir(), "manifestry-scoped-"));
  use(savedLoginCredentials(logins));
});
afterEach(async () => {
  await engine.close();
  await registry.close();
  await rm(home, { recursive: true });
});

function use(credentials: Credentials): void {
  stores = new Stores({ credentials, network: testNetwork() });
  engine = new Engine({ stores, host: { os: "linux", architecture: "amd64" } }, memoryPushLogs());
}

/** Pushes to targets of the registry. @returns also the planned actions on the blobs of each target */
async function push(
  source: string,
  ...targets: readonly string[]
): Promise<{ outcome: PushOutcome; planned: readonly (readonly string[])[] }> {
  const at = (text: string): string => `${registry.host}/${text}`;
  const draft = {
    ...emptyDraft,
    sources: [{ id: "s", text: at(source) }],
    targets: targets.map((text, position) => ({ id: `t${position}`, text: at(text) })),
  };
  const preview = await engine.composer.preview(draft, signal);
  const plan = await engine.planner.planPreview(preview.id, signal);
  const planned = plan.repositories.map((part) => part.blobs.map(({ action }) => action.kind));
  return { outcome: await engine.push(plan.id, { report: () => {} }, signal), planned };
}

/** The repositories for which each account requested a token. */
function asked(): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, Set<string>> = {};
  for (const { fields } of registry.tokenRequests) {
    const names = (fields["scope"] ?? "").split(" ").map((scope) => scope.split(":")[1] ?? "");
    const of = (found[fields["username"] ?? "nobody"] ??= new Set());
    for (const name of names) {
      of.add(name);
    }
  }
  return Object.fromEntries(
    Object.entries(found).map(([user, names]) => [user, [...names].toSorted()]),
  );
}

const mounts = (): number =>
  registry.requests.filter(({ path: to }) => /[?&]mount=/.test(to)).length;

describe("a plan with two namespaces of one registry and a login for each", () => {
  const sources: readonly (readonly [string, () => Promise<void>])[] = [
    [
      "logins saved in the app",
      async () => {
        await logins.save(`${registry.host}/team-a`, loginOf("anna"));
        await logins.save(`${registry.host}/team-b`, loginOf("bert"));
      },
    ],
    [
      "logins of Podman",
      async () => {
        const entry = (name: string): { auth: string } => ({
          auth: Buffer.from(`${name}:secret-of-${name}`).toString("base64"),
        });
        const file = path.join(home, ".config/containers/auth.json");
        await mkdir(path.dirname(file), { recursive: true });
        const auths = {
          [`${registry.host}/team-a`]: entry("anna"),
          [`${registry.host}/team-b`]: entry("bert"),
        };
        await writeFile(file, JSON.stringify({ auths }));
        const env = { PATH: home, XDG_RUNTIME_DIR: home };
        use(machineCredentials({ env, home, platform: "linux" }));
      },
    ],
  ];

  it.each(sources)(
    "%s: uses each login for its namespace, and copies instead of mounting",
    async (_, set) => {
      await set();
      const { outcome, planned } = await push("team-a/app:1", "team-b/app:1");
      expect(planned).toEqual([blobs.map(() => "copy")]);
      expect(outcome).toMatchObject({ tags: [{ kind: "moved" }], mountedBlobs: 0 });
      expect(registry.repository("team-b/app").tags.get("1")).toBeDefined();
      for (const { digest } of blobs) {
        expect(registry.repository("team-b/app").blobs.has(digest)).toBe(true);
      }
      expect(asked()).toEqual({ anna: ["team-a/app"], bert: ["team-b/app"] });
      expect(mounts()).toBe(0);
    },
  );
});

it.each([
  ["of one namespace", "team-a", "anna", "team-a/new"],
  ["of the whole registry", undefined, "root", "team-b/app"],
])("mounts blobs with one login %s", async (_, area, name, target) => {
  await logins.save([registry.host, area].filter(Boolean).join("/"), loginOf(name));
  const { outcome, planned } = await push("team-a/app:1", `${target}:1`);
  expect(planned).toEqual([blobs.map(() => "mount")]);
  expect(outcome).toMatchObject({ tags: [{ kind: "moved" }], mountedBlobs: blobs.length });
});

it("mounts from the source only into the target with the same login", async () => {
  await logins.save(`${registry.host}/team-a`, loginOf("anna"));
  await logins.save(`${registry.host}/team-b`, loginOf("bert"));
  const { outcome, planned } = await push("team-a/app:1", "team-a/new:1", "team-b/app:1");
  expect(planned).toEqual([blobs.map(() => "mount"), blobs.map(() => "copy")]);
  expect(outcome).toMatchObject({ mountedBlobs: blobs.length });
  expect(asked()).toEqual({ anna: ["team-a/app", "team-a/new"], bert: ["team-b/app"] });
});

it("uses the login with the longest matching path, and each token for its repository", async () => {
  await logins.save(registry.host, loginOf("root"));
  await logins.save(`${registry.host}/team-a`, loginOf("anna"));
  await logins.save(`${registry.host}/team-a/app`, loginOf("robot"));
  const names = ["team-a/app", "team-a/app/base", "team-a/app2", "other/app"];
  // Concurrently, and again with the cached tokens.
  for (let round = 0; round < 2; round += 1) {
    await Promise.all(
      names.map((name) =>
        stores.open(parseLocation(`${registry.host}/${name}`)).resolve({ tag: "1" }, signal),
      ),
    );
  }
  expect(asked()).toEqual({
    robot: ["team-a/app", "team-a/app/base"],
    anna: ["team-a/app2"],
    root: ["other/app"],
  });
});

it("uses a login for a namespace for nothing else", async () => {
  await logins.save(`${registry.host}/team-a`, loginOf("anna"));
  for (const name of ["team-a/app", "team-ab/app"]) {
    await stores
      .open(parseLocation(`${registry.host}/${name}`))
      .resolve({ tag: "1" }, signal)
      .catch(() => {});
  }
  expect(asked()).toEqual({ anna: ["team-a/app"], nobody: ["team-ab/app"] });
});

it("reports the namespace of a refused login, and uses no other", async () => {
  await logins.save(`${registry.host}/team-a`, {
    kind: "basic",
    username: "nobody",
    password: "x",
  });
  await logins.save(registry.host, loginOf("root"));
  const store = stores.open(parseLocation(`${registry.host}/team-a/app`));
  await expect(store.resolve({ tag: "1" }, signal)).rejects.toMatchObject({
    code: "unauthorized",
    registry: registry.host,
    auth: { account: "nobody", repository: "team-a" },
  });
});

it("does not use a login for a repository of Docker Hub at registries that accept Docker Hub's", async () => {
  await logins.save("docker.io/acme", loginOf("anna"));
  const env = { PATH: home, XDG_RUNTIME_DIR: home };
  const credentials = machineCredentials({ env, home, platform: "linux", logins });
  const scope = { repository: "acme/app", actions: ["pull"] };
  expect(await credentials.find("docker.io", scope)).toMatchObject({ account: "anna" });
  expect(await credentials.find("dhi.io", scope)).toBeUndefined();
  await logins.save("docker.io", loginOf("root"));
  expect(await credentials.find("dhi.io", scope)).toMatchObject({ account: "root" });
});

describe("checkLogin for a part of a registry", () => {
  const attempt = (repository: string, credential: Credential): Promise<void> =>
    checkLogin(
      { domain: registry.host, repository },
      { credential, network: plainNetwork },
      signal,
    );

  it("requests a token to pull from it", async () => {
    await attempt("team-a", loginOf("anna"));
    expect(registry.tokenRequests).toMatchObject([
      { fields: { username: "anna", scope: "repository:team-a:pull" } },
    ]);
    await expect(
      attempt("team-a/app", { kind: "basic", username: "anna", password: "no" }),
    ).rejects.toMatchObject({
      code: "unauthorized",
      message: expect.stringMatching(/rejects this user name or password/) as string,
    });
  });

  it("requests a token without scope if the token server rejects a namespace", async () => {
    await registry.close();
    registry = await startRegistry({
      auth: { kind: "bearer", users, scopePattern: /^repository:[^:]+\/[^:]+:/ },
    });
    await attempt("team-a", loginOf("anna"));
    expect(registry.tokenRequests.at(-1)).toMatchObject({ status: 200 });
    expect(registry.tokenRequests.at(-1)?.fields["scope"]).toBeUndefined();
  });

  it("lists its tags if the API root allows anonymous access", async () => {
    await registry.close();
    registry = await startRegistry({
      auth: { kind: "basic", users },
      hooks: {
        after: (call, answer) => (call.path === "/v2/" ? { ...answer, status: 200 } : answer),
      },
    });
    await attempt("team-a/new", loginOf("anna"));
    expect(registry.requests.map(({ path: to, status }) => `${status} ${to}`)).toEqual([
      "200 /v2/",
      "401 /v2/team-a/new/tags/list",
      "404 /v2/team-a/new/tags/list",
    ]);
    await expect(
      attempt("team-a/new", { kind: "basic", username: "anna", password: "no" }),
    ).rejects.toMatchObject({ code: "unauthorized" });
  });
});
