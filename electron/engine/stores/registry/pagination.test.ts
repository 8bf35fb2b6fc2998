import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestClient } from "../../../testing/testClient.ts";
import { startRegistry, type TestRegistry } from "../../../testing/registry/registry.ts";
import { parseNextLink } from "./pagination.ts";
import { RegistryStore } from "./registryStore.ts";
import type { RegistryClient } from "./http/registryClient.ts";

const { signal } = new AbortController();
let registry: TestRegistry;
let elsewhere: TestRegistry;
let client: RegistryClient;
let store: RegistryStore;

beforeEach(async () => {
  [registry, elsewhere] = await Promise.all([startRegistry(), startRegistry()]);
  client = createTestClient(registry);
  store = new RegistryStore(client, "acme/app");
});
afterEach(async () => {
  await client.close();
  await Promise.all([registry.close(), elsewhere.close()]);
});

it.each([
  ['</v2/a/tags/list?last=b>; rel="next"', "/v2/a/tags/list?last=b"],
  ["</v2/a/tags/list?last=b>; rel=next", "/v2/a/tags/list?last=b"],
  ['<list?last=b>;rel="next"', "list?last=b"],
  ['</a>; rel="prev", </b>; rel="next"', "/b"],
  ['</a>; title="x"; REL=Next', "/a"],
  ['</a>; rel="prev"', undefined],
  ["/a; rel=next", undefined],
  ['</a>; rel = " next "', "/a"],
  // Quadratic backtracking would exceed the timeout.
  [`</a>; rel=${" ".repeat(200_000)}x`, undefined],
  [undefined, undefined],
])("parses the Link header %j as %j", (link, next) => {
  expect(parseNextLink(link)).toBe(next);
});

/** Sets the nth page. */
function answer(nth: number, tags: unknown, link?: string): void {
  const body = JSON.stringify({ name: "acme/app", tags });
  const headers = { "content-type": "application/json", ...(link ? { link } : {}) };
  registry.faults.add({ match: { path: /tags\/list/, nth }, do: { status: 200, headers, body } });
}

it("follows absolute and relative links, and links without quotes", async () => {
  answer(1, ["b"], `<${registry.url}/v2/acme/app/tags/list?last=b>; rel="next"`);
  answer(2, ["z"], "<list?last=z>; rel=next");
  answer(3, ["a"]);
  expect(await store.listTags(signal)).toEqual(["b", "z", "a"]);
});

it.each([
  ["null", null, []],
  ["nothing", undefined, []],
  ["an empty list", [], []],
])("accepts %s as the list of a repository without tags", async (_, tags, listed) => {
  answer(1, tags);
  expect(await store.listTags(signal)).toEqual(listed);
});

it("continues after an empty page", async () => {
  answer(1, [], '</v2/acme/app/tags/list?last=b>; rel="next"');
  answer(2, ["c"]);
  expect(await store.listTags(signal)).toEqual(["c"]);
});

it("rejects a link to another origin", async () => {
  answer(1, ["a"], `<${elsewhere.url}/v2/acme/app/tags/list>; rel="next"`);
  await expect(store.listTags(signal)).rejects.toMatchObject({ code: "unsafe_address" });
  expect(elsewhere.requests).toEqual([]);
});

it.each([
  ["a list of numbers", [1]],
  ["a string", "a"],
])("rejects %s as a list of tags", async (_, tags) => {
  answer(1, tags);
  await expect(store.listTags(signal)).rejects.toMatchObject({ code: "registry_invalid" });
});

it("stops after 1,000 pages", async () => {
  const pages = 1001;
  for (let page = 1; page <= pages; page += 1) {
    answer(page, ["a"], `</v2/acme/app/tags/list?last=${page}>; rel="next"`);
  }
  await expect(store.listTags(signal)).rejects.toMatchObject({ code: "too_large" });
  expect(registry.requests).toHaveLength(1000);
});

describe("200,000 entries in one page", () => {
  // As long as a commit hash, which is often used as a tag.
  const many = Array.from({ length: 200_000 }, (_, at) => at.toString(16).padStart(40, "0"));

  it("are listed", async () => {
    answer(1, many);
    const tags = await store.listTags(signal);
    expect(tags).toHaveLength(many.length);
    expect(tags.at(-1)).toBe(many.at(-1));
  });
});
