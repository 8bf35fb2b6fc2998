import { expect, it } from "vitest";
import { perTest } from "../../../testing/perTest.ts";
import type { TestRegistry } from "../../../testing/registry/registry.ts";
import { createStoreBench, failureOf, storedImage } from "../../../testing/storeBench.ts";
import type { Credential } from "./auth/credential.ts";

const bench = perTest(createStoreBench);
const { signal } = new AbortController();
const password = "hunter2-not-to-be-seen";

const authorizations = (registry: TestRegistry): (string | undefined)[] =>
  registry.requests.map(({ headers }) => headers["authorization"]?.toString().split(" ", 1)[0]);

const users = { ada: password };
const login: Credential = { kind: "basic", username: "ada", password };

it("sends Basic only after a challenge", async () => {
  const { registry, store } = await bench.open({ auth: { kind: "basic", users } }, login);
  await store.fetchManifest({ tag: "1" }, signal);
  await store.resolve({ tag: "1" }, signal);
  expect(authorizations(registry)).toEqual([undefined, "Basic", "Basic"]);
});

it("gets one token for concurrent requests", async () => {
  const { registry, store } = await bench.open({ auth: { kind: "bearer", users } }, login);
  await Promise.all(["1", "1", "1", "1"].map((tag) => store.resolve({ tag }, signal)));
  expect(registry.tokenRequests).toHaveLength(1);
});

it("replaces an expired token", async () => {
  const { registry, store } = await bench.open({ auth: { kind: "bearer", users } }, login);
  await store.resolve({ tag: "1" }, signal);
  registry.expireTokens();
  await store.resolve({ tag: "1" }, signal);
  expect(registry.tokenRequests).toHaveLength(2);
});

it("reports the refused user name without the password", async () => {
  const { store } = await bench.open(
    { auth: { kind: "basic", users } },
    { ...login, password: `wrong-${password}` },
  );
  const error = await failureOf(store.resolve({ tag: "1" }, signal));
  expect(error.code).toBe("unauthorized");
  expect(error.message).toContain("as ada (from the test)");
  expect(JSON.stringify([error.message, error.hint, error.detail])).not.toContain(password);
});

it("sends no credential to the target of a redirect (CVE-2026-50151)", async () => {
  const elsewhere = await bench.open();
  const { registry, store } = await bench.open({ auth: { kind: "basic", users } }, login);
  registry.faults.add({
    match: { path: /\/manifests\/1$/ },
    do: { redirect: `${elsewhere.registry.url}/v2/acme/app/manifests/1`, status: 307 },
  });
  expect((await store.fetchManifest({ tag: "1" }, signal)).digest).toBe(storedImage.digest);
  expect(authorizations(elsewhere.registry)).toEqual([undefined]);
});

it("follows no redirect to the metadata service of a cloud", async () => {
  const { registry, store } = await bench.open();
  registry.faults.add({ match: {}, do: { redirect: "http://169.254.169.254/latest/meta-data" } });
  expect((await failureOf(store.fetchManifest({ tag: "1" }, signal))).code).toBe("unsafe_address");
});

it("requests no token from the metadata service of a cloud (CVE-2026-48978)", async () => {
  const { registry, store } = await bench.open({}, login);
  registry.faults.add({
    match: {},
    do: {
      status: 401,
      headers: { "www-authenticate": 'Bearer realm="http://169.254.169.254/token"' },
    },
  });
  expect((await failureOf(store.fetchManifest({ tag: "1" }, signal))).code).toBe("unsafe_address");
});
