import { beforeEach, expect, it } from "vitest";
import type { Plan, PushOutcome } from "../../../shared/plan.ts";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import { digestOf } from "../oci/digest.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, linux, signal, startWorkbench } from "../../testing/workbench.ts";
import { perTest } from "../../testing/perTest.ts";

const s390x = linux("s390x");

const bench = perTest(startWorkbench);
beforeEach(() => {
  seedImage(bench.registry, "acme/app", "1", s390x);
});

const tag = (name = "1"): string | undefined =>
  bench.registry.repository("acme/app").tags.get(name);

async function plan(noClobber = false, target = "R/acme/app:1"): Promise<Plan> {
  const draft = bench.draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], [target]);
  const guarded = { ...draft, targets: draft.targets.map((to) => ({ ...to, noClobber })) };
  return await bench.plan(guarded);
}

const puts = (): readonly Readonly<Record<string, unknown>>[] =>
  bench.registry.requests
    .filter(({ method, path }) => method === "PUT" && /manifests\/[^:]*$/.test(path))
    .map(({ headers }) => headers);

it("sends If-Match if the registry returned an ETag", async () => {
  const { id } = await plan();
  expect((await bench.execute({ id })).failure).toBeUndefined();
  expect(puts().map((headers) => headers["if-match"])).toEqual([`"${s390x.digest}"`]);
});

it("is refused by the registry if the tag moves between the check and the PUT", async () => {
  const { id } = await plan();
  bench.registry.faults.add({
    match: { method: "PUT", path: /manifests\/1$/ },
    do: { delay: 50 },
  });
  const pushing = bench.execute({ id });
  while (puts().length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  bench.registry.repository("acme/app").tags.set("1", amd64.digest);
  expect(await pushing).toMatchObject({
    failure: { code: "tag_moved" },
    tags: [{ kind: "untouched", now: amd64.digest }],
  });
  expect(tag()).toBe(amd64.digest);
});

it("checks the tag again before retrying a PUT", async () => {
  const { id } = await plan();
  bench.registry.faults.add({
    match: { method: "PUT", path: /manifests\/1$/, nth: 1 },
    do: { status: 503 },
  });
  const pushing = bench.execute({ id });
  while (puts().length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  bench.registry.repository("acme/app").tags.set("1", amd64.digest);
  expect(await pushing).toMatchObject({ failure: { code: "tag_moved" } });
  expect(puts()).toHaveLength(1);
  expect(tag()).toBe(amd64.digest);
});

it("waits for a rate limit that is used up, as long as the registry asks", async () => {
  const { id } = await plan();
  bench.registry.faults.add({
    match: { method: "PUT", path: /manifests\/1$/, nth: 1 },
    do: {
      status: 429,
      headers: { "retry-after": "0", "ratelimit-limit": "9;w=60", "ratelimit-remaining": "0;w=60" },
    },
  });
  expect((await bench.execute({ id })).failure).toBeUndefined();
  expect(puts()).toHaveLength(2);
});

/** Pushes over a tag whose PUT gets no response, until the push is cancelled. */
async function pushUnanswered(): Promise<{
  readonly root: string;
  readonly pushing: Promise<PushOutcome>;
  readonly giveUp: () => void;
}> {
  const { id, root } = await plan();
  bench.registry.faults.add({
    match: { method: "PUT", path: /manifests\/1$/ },
    do: { hang: true },
  });
  const giving = new AbortController();
  const pushing = bench.engine.push(id, { report: () => {} }, giving.signal);
  while (puts().length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { root: root.digest, pushing, giveUp: () => giving.abort() };
}

it("reports an unknown outcome while the registry may still execute the PUT", async () => {
  const { pushing, giveUp } = await pushUnanswered();
  giveUp();
  expect(await pushing).toMatchObject({
    failure: { code: "cancelled" },
    tags: [{ kind: "unknown" }],
  });
});

it("reports a tag as moved if only the response was lost, even if the PUT is executed late", async () => {
  const { root, pushing, giveUp } = await pushUnanswered();
  const tagReads = (): number =>
    bench.registry.requests.filter(
      ({ method, path }) => method === "HEAD" && path.endsWith("/manifests/1"),
    ).length;
  const before = tagReads();
  giveUp();
  // The PUT is executed after the first read of the tag.
  while (tagReads() === before) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  bench.registry.repository("acme/app").tags.set("1", root);
  expect(await pushing).toMatchObject({ tags: [{ kind: "moved" }] });
});

it.each([
  ["the registry then answers 429", 429],
  ["the next PUT is refused", undefined],
])("reports an unknown outcome if a PUT got no response and %s", async (_, status) => {
  const { id } = await plan();
  const { faults } = bench.registry;
  faults.add({ match: { method: "PUT", path: /manifests\/1$/, nth: 1 }, do: { reset: true } });
  if (status === undefined) {
    faults.add({ match: { method: "PUT", path: /manifests\/1$/, nth: 2 }, do: { status: 403 } });
  }
  const pushing = bench.execute({ id });
  while (puts().length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  // A registry that answers 429 is not asked again until the timeout.
  bench.pushDelays.tagSettlingTimeout = 300;
  if (status !== undefined) {
    faults.add({
      match: { method: "HEAD", path: /manifests\/1$/ },
      do: { status, headers: { "retry-after": "7200" } },
    });
  }
  expect(await pushing).toMatchObject({ tags: [{ kind: "unknown" }] });
});

it.each([502, 524])("reports an unknown outcome if a proxy answers %d", async (status) => {
  const { id } = await plan();
  bench.registry.faults.add({
    match: { method: "PUT", path: /manifests\/1$/ },
    do: { status, headers: {}, body: "<html>" },
  });
  const stopping = new AbortController();
  const pushing = bench.engine.push(id, { report: () => {} }, stopping.signal);
  while (puts().length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  stopping.abort();
  expect(await pushing).toMatchObject({ tags: [{ kind: "unknown" }] });
});

it("reports an unknown outcome if the registry stored other content", async () => {
  const { id } = await plan();
  bench.registry.faults.add({
    match: { method: "PUT", path: /manifests\/1$/ },
    do: { digestHeader: arm64.digest },
  });
  const pushing = bench.execute({ id });
  while (tag() === s390x.digest) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  bench.registry.repository("acme/app").tags.set("1", arm64.digest);
  expect(await pushing).toMatchObject({
    failure: { code: "digest_mismatch" },
    tags: [{ kind: "unknown" }],
  });
});

it("reports a tag as untouched if the PUT was refused, although the tag cannot be read then", async () => {
  const { id } = await plan();
  bench.registry.faults.add({
    match: { method: "PUT", path: /manifests\/1$/ },
    do: { status: 403 },
  });
  const pushing = bench.execute({ id });
  while (puts().length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  bench.registry.faults.add({ match: { path: /manifests\/1$/ }, do: { status: 401 } });
  expect(await pushing).toMatchObject({ tags: [{ kind: "untouched" }] });
});

it("reports a tag as untouched if the PUT was refused", async () => {
  const { id } = await plan();
  bench.registry.faults.add({
    match: { method: "PUT", path: /manifests\/1$/ },
    do: { status: 403 },
  });
  expect(await bench.execute({ id })).toMatchObject({
    failure: { code: "denied" },
    tags: [{ kind: "untouched" }],
  });
});

it("retries without a condition if it failed for an unchanged tag", async () => {
  const { id, root } = await plan();
  bench.registry.faults.add({
    match: { method: "PUT", path: /manifests\/1$/, nth: 1 },
    do: { status: 412 },
  });
  expect((await bench.execute({ id })).failure).toBeUndefined();
  expect(puts().map((headers) => "if-match" in headers)).toEqual([true, false]);
  expect(tag()).toBe(root.digest);
});

it("detects other content right after the PUT", async () => {
  const { id } = await plan();
  bench.registry.faults.add({
    match: { method: "GET", path: /manifests\/1$/ },
    do: { delay: 50 },
  });
  const pushing = bench.execute({ id });
  while (puts().length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  while (tag() === s390x.digest) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  bench.registry.repository("acme/app").tags.set("1", arm64.digest);
  expect(await pushing).toMatchObject({
    failure: { code: "tag_moved" },
    tags: [{ kind: "unknown" }],
  });
});

it("reports an unknown outcome if the registry accepted the PUT but returns the old content", async () => {
  const { id } = await plan();
  bench.registry.faults.add({
    match: { method: "PUT", path: /manifests\/1$/ },
    do: { status: 201 },
  });
  expect(await bench.execute({ id })).toMatchObject({
    failure: { code: "tag_moved" },
    tags: [{ kind: "unknown" }],
  });
});

it("waits for a registry that returns the old content for a moment", async () => {
  const { id, root } = await plan();
  bench.registry.faults.add({
    match: { method: "GET", path: /manifests\/1$/ },
    do: { status: 404, body: '{"errors":[{"code":"MANIFEST_UNKNOWN"}]}' },
    times: 1,
  });
  expect((await bench.execute({ id })).failure).toBeUndefined();
  expect(tag()).toBe(root.digest);
});

it("recognizes content that the registry names by a digest of another algorithm", async () => {
  const digest = digestOf(amd64.bytes, "sha512");
  bench.registry.repository("acme/app").manifests.set(digest, {
    mediaType: amd64.mediaType,
    bytes: amd64.bytes,
  });
  const from = `${bench.registry.host}/acme/app@${digest}`;
  const to = [`${bench.registry.host}/acme/app:1`];
  const { id } = await bench.engine.planner.planRetag(
    { source: from, targets: to, copyReferrers: emptyDraft.copyReferrers },
    signal,
  );
  expect(await bench.execute({ id })).toMatchObject({
    tags: [{ kind: "moved" }],
  });
  expect(tag()).toBe(amd64.digest);
  const again = await bench.engine.planner.planRetag(
    { source: from, targets: to, copyReferrers: emptyDraft.copyReferrers },
    signal,
  );
  expect(await bench.execute(again)).toMatchObject({
    tags: [{ kind: "same" }],
  });
});

it("refuses to overwrite a protected tag, and reports its digest", async () => {
  await expect(plan(true)).rejects.toMatchObject({
    code: "tag_exists",
    message: expect.stringContaining(s390x.digest) as string,
  });
});

it("creates a protected tag only if it still does not exist", async () => {
  const { id } = await plan(true, "R/acme/app:new");
  bench.registry.faults.add({
    match: { method: "PUT", path: /manifests\/new$/ },
    do: { delay: 50 },
  });
  const pushing = bench.execute({ id });
  while (puts().length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(puts()[0]?.["if-none-match"]).toBe("*");
  bench.registry.repository("acme/app").tags.set("new", amd64.digest);
  expect(await pushing).toMatchObject({ failure: { code: "tag_moved" } });
  expect(tag("new")).toBe(amd64.digest);
});
