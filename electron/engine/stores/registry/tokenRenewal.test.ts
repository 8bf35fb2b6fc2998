import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emptyDraft } from "../../../../shared/emptyDraft.ts";
import { parseLocation } from "../../oci/location.ts";
import { buildImage } from "../../sample/buildImage.ts";
import { Stores } from "../openStores.ts";
import { errorResponse } from "../../../testing/registry/response.ts";
import { memoryPushLogs } from "../../../testing/memoryPushLogs.ts";
import type { RegistryOptions } from "../../../testing/registry/options.ts";
import { ecrPublic } from "../../../testing/registry/personalities/ecrPublic.ts";
import { nvcr } from "../../../testing/registry/personalities/nvcr.ts";
import { testNetwork } from "../../../testing/testClient.ts";
import { startRegistry, type TestRegistry } from "../../../testing/registry/registry.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import type { Store } from "../store.ts";
import { Engine } from "../../engine.ts";
import type { Credential } from "./auth/credential.ts";

const users = { ada: "s3cret" };
const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const other = buildImage({ platform: { os: "linux", architecture: "arm64" } });
const signal = new AbortController().signal;

let registry: TestRegistry;
let stores: Stores;
let engine: Engine;
let credential: Credential | undefined;
beforeEach(() => {
  credential = undefined;
});
afterEach(async () => {
  await engine.close();
  await registry.close();
});

async function open(options: RegistryOptions): Promise<Store> {
  registry = await startRegistry(options);
  seedImage(registry, "acme/app", "1", image);
  seedImage(registry, "acme/other", "1", other);
  stores = new Stores({
    credentials: {
      find: () => Promise.resolve(credential && { credential, source: "the test", account: "ada" }),
    },
    network: testNetwork(),
  });
  engine = new Engine({ stores, host: { os: "linux", architecture: "amd64" } }, memoryPushLogs());
  return stores.open(parseLocation(`${registry.host}/acme/app`));
}

const statuses = (): readonly (number | undefined)[] =>
  registry.requests.map(({ status }) => status);

describe.each([
  ["nvcr, whose challenge then names another realm", nvcr, 401],
  ["ECR Public, which then responds with 400", ecrPublic, 400],
] as const)("an expired token at %s", (_, maker, status) => {
  it.each([["anonymous"], ["logged in"]])("is replaced, %s", async (who) => {
    if (who === "logged in") {
      credential = { kind: "basic", username: "ada", password: "s3cret" };
    }
    const store = await open(maker(users));
    await store.resolve({ tag: "1" }, signal);
    registry.expireTokens();
    registry.clearLog();
    expect(await store.resolve({ tag: "1" }, signal)).toMatchObject({ digest: image.digest });
    // The expired token, none, and the new one.
    expect(statuses()).toEqual([status, 401, 200]);
    expect(registry.tokenRequests.at(-1)?.status).toBe(200);
    registry.clearLog();
    await store.resolve({ tag: "1" }, signal);
    expect(statuses()).toEqual([200]);
  });

  it("is replaced for concurrent requests", async () => {
    const store = await open(maker(users));
    const second = stores.open(parseLocation(`${registry.host}/acme/other`));
    await Promise.all([store, second].map((each) => each.resolve({ tag: "1" }, signal)));
    registry.expireTokens();
    const found = await Promise.all(
      [store, second, store, second].map((each) => each.resolve({ tag: "1" }, signal)),
    );
    const digests = [image.digest, other.digest];
    expect(found.map(({ digest }) => digest)).toEqual([...digests, ...digests]);
  });

  it("is replaced during a push", async () => {
    credential = { kind: "basic", username: "ada", password: "s3cret" };
    const store = await open(maker(users));
    await store.resolve({ tag: "1" }, signal);
    await store.tag("2", image, { signal });
    registry.expireTokens();
    await store.tag("3", image, { signal });
    expect(registry.repository("acme/app").tags.get("3")).toBe(image.digest);
  });
});

describe("400", () => {
  it("is reported with its reason if it does not mention the login", async () => {
    const store = await open({
      auth: { kind: "bearer" },
      hooks: {
        before: (call) =>
          call.path.includes("/manifests/")
            ? {
                status: 400,
                body: Buffer.from('{"errors":[{"code":"NAME_INVALID","message":"no such form"}]}'),
              }
            : undefined,
      },
    });
    await expect(store.fetchManifest({ tag: "1" }, signal)).rejects.toMatchObject({
      code: "registry_refused",
      detail: expect.stringContaining("NAME_INVALID: no such form") as string,
    });
    expect(statuses()).toEqual([401, 400]);
  });

  it("does not replace the token if the code is not in the list of errors", async () => {
    const store = await open({
      auth: { kind: "bearer" },
      hooks: {
        before: ({ headers, path }) =>
          headers.authorization === undefined || !path.includes("/manifests/bad")
            ? undefined
            : { status: 400, body: Buffer.from('{"code":"UNAUTHORIZED","message":"no"}') },
      },
    });
    await store.fetchManifest({ tag: "1" }, signal);
    registry.clearLog();
    await expect(store.fetchManifest({ tag: "bad" }, signal)).rejects.toMatchObject({
      status: 400,
    });
    expect(statuses()).toEqual([400]);
  });

  it("is reported as a required login if every token is refused", async () => {
    const store = await open({
      auth: { kind: "bearer" },
      hooks: {
        before: ({ headers }) =>
          headers.authorization === undefined
            ? undefined
            : { status: 400, body: Buffer.from('{"errors":[{"code":"UNAUTHORIZED"}]}') },
      },
    });
    await expect(store.fetchManifest({ tag: "1" }, signal)).rejects.toMatchObject({
      code: "unauthorized",
      registry: registry.host,
    });
  });
});

describe("a realm without a token", () => {
  it("is not asked by the next attempt, which follows the new challenge", async () => {
    let isWrong = true;
    const store = await open({
      auth: { kind: "bearer", realm: (own) => (isWrong ? own.replace(/token$/, "gone") : own) },
    });
    await expect(store.resolve({ tag: "1" }, signal)).rejects.toMatchObject({
      code: "registry_refused",
    });
    isWrong = false;
    expect(await store.resolve({ tag: "1" }, signal)).toMatchObject({ digest: image.digest });
  });

  it("does not affect other repositories", async () => {
    const store = await open({
      auth: {
        kind: "bearer",
        users,
        scopePattern: /^repository:acme\/app:/,
      },
      hooks: {
        after(call, answer) {
          if (answer.status !== 401 || !call.path.includes("acme/other")) {
            return answer;
          }
          return { ...answer, headers: { "www-authenticate": 'Basic realm="other"' } };
        },
      },
    });
    await store.resolve({ tag: "1" }, signal);
    const second = stores.open(parseLocation(`${registry.host}/acme/other`));
    // It requires Basic. The failed token server of the first must not prevent the request.
    await expect(second.resolve({ tag: "1" }, signal)).rejects.toMatchObject({
      code: "unauthorized",
    });
    expect(await store.resolve({ tag: "1" }, signal)).toMatchObject({ digest: image.digest });
  });
});

it.each(["resolve", "inspect", "preview"] as const)(
  "%s uses a login made elsewhere at the next attempt, for content that the registry hid",
  async (how) => {
    await open({
      auth: { kind: "bearer", users, anonymous: [] },
      hooks: {
        // GitLab and Harbor respond with 404 to content without permission.
        after: ({ headers }, answer) =>
          answer.status === 401 && headers.authorization !== undefined
            ? errorResponse(404, "NAME_UNKNOWN", "repository name not known to registry")
            : answer,
      },
    });
    const text = `${registry.host}/acme/app:1`;
    const draft = { ...emptyDraft, sources: [{ id: "s", text }] };
    const work = {
      resolve: async () =>
        (await engine.composer.preview(draft, signal, { retry: ["s"] })).sources["s"]?.kind ===
        "resolved",
      inspect: async () => (await engine.inspect(text, signal)).digest === image.digest,
      preview: async () =>
        (await engine.composer.preview(draft, signal, { refresh: true })).sources["s"]?.kind ===
        "resolved",
    }[how];
    expect(await work().catch(() => false)).toBe(false);
    credential = { kind: "basic", username: "ada", password: "s3cret" };
    expect(await work()).toBe(true);
  },
);

it.each(["bearer", "basic"] as const)(
  "concurrent requests use the secret that a helper has replaced, by %s",
  async (kind) => {
    credential = { kind: "basic", username: "ada", password: "s3cret" };
    await open({ auth: { kind, users } });
    await stores.close();
    let found = 0;
    stores = new Stores({
      credentials: {
        find: () => {
          found += 1;
          const password = found === 1 ? "an hour old" : "s3cret";
          const secret = { kind: "basic", username: "ada", password } as const;
          return Promise.resolve({ credential: secret, source: "a helper", account: "ada" });
        },
      },
    });
    const store = stores.open(parseLocation(`${registry.host}/acme/app`));
    const asked = Array.from({ length: 6 }, () => store.resolve({ tag: "1" }, signal));
    const digests = (await Promise.all(asked)).map(({ digest }) => digest);
    expect(new Set(digests)).toEqual(new Set([image.digest]));
    await stores.close();
  },
);
