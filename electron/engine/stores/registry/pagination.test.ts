import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestClient } from "../../../testing/testClient.ts";
import { startRegistry, type TestRegistry } from "../../../testing/registry/registry.ts";
import { parseNextLink } from "./pagination.ts";
import { RegistryStore } from "./registryStore.ts";
import { RegistryClient } from "./http/registryClient.ts";

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
  // The square of its spaces would take longer than a test may.
  [`</a>; rel=${" ".repeat(200_000)}x`, undefined],
  [undefined, undefined],
])("the next page of %j is %j", (link, next) => {
  expect(parseNextLink(link)).toBe(next);
});

/** Have the nth page be this. */
function answer(nth: number, tags: unknown, link?: string): void {
  const body = JSON.stringify({ name: "acme/app", tags });
  const headers = { "content-type": "application/json", ...(link ? { link } : {}) };
  registry.faults.add({ match: { path: /tags\/list/, nth }, do: { status: 200, headers, body } });
}

it("pages follow one another, with an absolute address, a relative one, and one without quotes", async () => {
  answer(1, ["b"], `<${registry.url}/v2/acme/app/tags/list?last=b>; rel="next"`);
  answer(2, ["z"], "<list?last=z>; rel=next");
  answer(3, ["a"]);
  expect(await store.listTags(signal)).toEqual(["b", "z", "a"]);
});

it.each([
  ["null", null, []],
  ["nothing", undefined, []],
  ["an empty list", [], []],
])("a repository without tags may say so with %s", async (_, tags, listed) => {
  answer(1, tags);
  expect(await store.listTags(signal)).toEqual(listed);
});

it("a page in the middle may be empty", async () => {
  answer(1, [], '</v2/acme/app/tags/list?last=b>; rel="next"');
  answer(2, ["c"]);
  expect(await store.listTags(signal)).toEqual(["c"]);
});

it("no page is read at another address than the registry's own", async () => {
  answer(1, ["a"], `<${elsewhere.url}/v2/acme/app/tags/list>; rel="next"`);
  await expect(store.listTags(signal)).rejects.toMatchObject({ code: "unsafe_address" });
  expect(elsewhere.requests).toEqual([]);
});

it.each([
  ["a list of numbers", [1]],
  ["no list", "a"],
])("%s is no list of tags", async (_, tags) => {
  answer(1, tags);
  await expect(store.listTags(signal)).rejects.toMatchObject({ code: "registry_invalid" });
});

it("a list that goes on for ever is given up", async () => {
  const pages = 1001;
  for (let page = 1; page <= pages; page += 1)
    answer(page, ["a"], `</v2/acme/app/tags/list?last=${page}>; rel="next"`);
  await expect(store.listTags(signal)).rejects.toMatchObject({ code: "too_large" });
  expect(registry.requests).toHaveLength(1000);
});

describe("200,000 entries in one page", () => {
  // As long as a commit's hash, of which continuous builds make tags.
  const many = Array.from({ length: 200_000 }, (_, at) => at.toString(16).padStart(40, "0"));

  it("are listed as tags", async () => {
    answer(1, many);
    const tags = await store.listTags(signal);
    expect(tags).toHaveLength(many.length);
    expect(tags.at(-1)).toBe(many.at(-1));
  });
});
