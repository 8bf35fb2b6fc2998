import { expect, it } from "vitest";
import { perTest } from "../../../testing/perTest.ts";
import { createStoreBench, failureOf, storedImage } from "../../../testing/storeBench.ts";

const bench = perTest(createStoreBench);
const { signal } = new AbortController();

it("reports an HTML page instead of a manifest", async () => {
  const { registry, store } = await bench.open();
  registry.faults.add({
    match: { path: /manifests/ },
    do: {
      status: 200,
      headers: { "content-type": "text/html; charset=utf-8" },
      body: "\n<!doctype html>",
    },
  });
  for (const target of [{ tag: "1" }, { digest: storedImage.digest }]) {
    expect(await failureOf(store.fetchManifest(target, signal))).toMatchObject({
      code: "registry_invalid",
      message: expect.stringContaining("a web page") as string,
    });
    expect((await failureOf(store.resolve(target, signal))).code).toBe("registry_invalid");
  }
});

it("reports an HTML 404 page as not from a registry", async () => {
  const { registry, store } = await bench.open();
  const page = { status: 404, headers: { "content-type": "text/html" }, body: "<html>" };
  registry.faults.add({ match: { path: /manifests/ }, do: page });
  expect((await failureOf(store.resolve({ tag: "1" }, signal))).code).toBe("not_found");
  const { registry: server, store: other } = await bench.open();
  server.faults.add({ match: {}, do: page });
  for (const ask of [
    other.resolve({ tag: "1" }, signal),
    other.fetchManifest({ digest: storedImage.digest }, signal),
  ]) {
    expect(await failureOf(ask)).toMatchObject({
      code: "registry_invalid",
      message: expect.stringContaining("a web page") as string,
    });
  }
  expect(server.requests.filter(({ path }) => path === "/v2/")).toHaveLength(1);
});

it("accepts a manifest that is labelled as HTML", async () => {
  const { registry, store } = await bench.open();
  registry.faults.add({
    match: { method: "GET", path: /manifests/ },
    do: {
      status: 200,
      headers: { "content-type": "text/html" },
      body: Buffer.from(storedImage.bytes).toString(),
    },
  });
  expect(await store.fetchManifest({ digest: storedImage.digest }, signal)).toMatchObject({
    mediaType: "",
    digest: storedImage.digest,
  });
});
