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
  const { id } = await bench.engine.preview(guarded, signal);
  return await bench.engine.planPreview(id, signal);
}

const puts = (): readonly Readonly<Record<string, unknown>>[] =>
  bench.registry.requests
    .filter(({ method, path }) => method === "PUT" && /manifests\/[^:]*$/.test(path))
    .map(({ headers }) => headers);

it("moves a tag on condition that it is what it was, where the registry tells how to say that", async () => {
  const { id } = await plan();
  expect((await bench.engine.push(id, signal, () => {})).failure).toBeUndefined();
  expect(puts().map((headers) => headers["if-match"])).toEqual([`"${s390x.digest}"`]);
});

it("is refused by the registry itself where the tag moves between the look and the put", async () => {
  const { id } = await plan();
  bench.registry.faults.add({
    match: { method: "PUT", path: /manifests\/1$/ },
    do: { delay: 50 },
  });
  const pushing = bench.engine.push(id, signal, () => {});
  while (puts().length === 0) await new Promise((resolve) => setImmediate(resolve));
  bench.registry.repository("acme/app").tags.set("1", amd64.digest);
  expect(await pushing).toMatchObject({
    failure: { code: "tag_moved" },
    tags: [{ kind: "untouched", now: amd64.digest }],
  });
  expect(tag()).toBe(amd64.digest);
});

it("is not put again unseen after a failure that may pass", async () => {
  const { id } = await plan();
  bench.registry.faults.add({
    match: { method: "PUT", path: /manifests\/1$/, nth: 1 },
    do: { status: 503 },
  });
  const pushing = bench.engine.push(id, signal, () => {});
  while (puts().length === 0) await new Promise((resolve) => setImmediate(resolve));
  bench.registry.repository("acme/app").tags.set("1", amd64.digest);
  expect(await pushing).toMatchObject({ failure: { code: "tag_moved" } });
  expect(puts()).toHaveLength(1);
  expect(tag()).toBe(amd64.digest);
});

/** Push over a tag whose move the registry takes and never answers, until that is given up. */
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
  const pushing = bench.engine.push(id, giving.signal, () => {});
  while (puts().length === 0) await new Promise((resolve) => setImmediate(resolve));
  return { root: root.digest, pushing, giveUp: () => giving.abort() };
}

it("is not said to be untouched while the registry may still be at it", async () => {
  const { pushing, giveUp } = await pushUnanswered();
  giveUp();
  expect(await pushing).toMatchObject({
    failure: { code: "cancelled" },
    tags: [{ kind: "unknown" }],
  });
});

it("is said to have moved where only the answer was lost, however late it was done", async () => {
  const { root, pushing, giveUp } = await pushUnanswered();
  const looks = (): number =>
    bench.registry.requests.filter(
      ({ method, path }) => method === "HEAD" && path.endsWith("/manifests/1"),
    ).length;
  const before = looks();
  giveUp();
  // It is done after the first question, long after the answer was given up.
  while (looks() === before) await new Promise((resolve) => setImmediate(resolve));
  bench.registry.repository("acme/app").tags.set("1", root);
  expect(await pushing).toMatchObject({ tags: [{ kind: "moved" }] });
});

it.each([
  ["the registry then has no time for questions", 429],
  ["the next put is refused", undefined],
])("is not said to be untouched where the put was not answered and %s", async (_, status) => {
  const { id } = await plan();
  const { faults } = bench.registry;
  faults.add({ match: { method: "PUT", path: /manifests\/1$/, nth: 1 }, do: { reset: true } });
  if (status === undefined)
    faults.add({ match: { method: "PUT", path: /manifests\/1$/, nth: 2 }, do: { status: 403 } });
  const pushing = bench.engine.push(id, signal, () => {});
  while (puts().length === 0) await new Promise((resolve) => setImmediate(resolve));
  if (status !== undefined)
    faults.add({
      match: { method: "HEAD", path: /manifests\/1$/ },
      do: { status, headers: { "retry-after": "7200" } },
    });
  expect(await pushing).toMatchObject({ tags: [{ kind: "unknown" }] });
});

it.each([502, 524])(
  "is not said to be untouched where a server before it answers %d",
  async (status) => {
    const { id } = await plan();
    bench.registry.faults.add({
      match: { method: "PUT", path: /manifests\/1$/ },
      do: { status, headers: {}, body: "<html>" },
    });
    const stopping = new AbortController();
    const pushing = bench.engine.push(id, stopping.signal, () => {});
    while (puts().length === 0) await new Promise((resolve) => setImmediate(resolve));
    stopping.abort();
    expect(await pushing).toMatchObject({ tags: [{ kind: "unknown" }] });
  },
);

it("is not said to be untouched where the registry took the put and stored something else", async () => {
  const { id } = await plan();
  bench.registry.faults.add({
    match: { method: "PUT", path: /manifests\/1$/ },
    do: { digestHeader: arm64.digest },
  });
  const pushing = bench.engine.push(id, signal, () => {});
  while (tag() === s390x.digest) await new Promise((resolve) => setImmediate(resolve));
  bench.registry.repository("acme/app").tags.set("1", arm64.digest);
  expect(await pushing).toMatchObject({
    failure: { code: "digest_mismatch" },
    tags: [{ kind: "unknown" }],
  });
});

it("is untouched where it was refused, though the registry then no longer answers", async () => {
  const { id } = await plan();
  bench.registry.faults.add({
    match: { method: "PUT", path: /manifests\/1$/ },
    do: { status: 403 },
  });
  const pushing = bench.engine.push(id, signal, () => {});
  while (puts().length === 0) await new Promise((resolve) => setImmediate(resolve));
  bench.registry.faults.add({ match: { path: /manifests\/1$/ }, do: { status: 401 } });
  expect(await pushing).toMatchObject({ tags: [{ kind: "untouched" }] });
});

it("is untouched where the registry refuses", async () => {
  const { id } = await plan();
  bench.registry.faults.add({
    match: { method: "PUT", path: /manifests\/1$/ },
    do: { status: 403 },
  });
  expect(await bench.engine.push(id, signal, () => {})).toMatchObject({
    failure: { code: "denied" },
    tags: [{ kind: "untouched" }],
  });
});

it("puts without a condition where the registry means something else by it", async () => {
  const { id, root } = await plan();
  bench.registry.faults.add({
    match: { method: "PUT", path: /manifests\/1$/, nth: 1 },
    do: { status: 412 },
  });
  expect((await bench.engine.push(id, signal, () => {})).failure).toBeUndefined();
  expect(puts().map((headers) => "if-match" in headers)).toEqual([true, false]);
  expect(tag()).toBe(root.digest);
});

it("finds out when the tag is something else right after the put", async () => {
  const { id } = await plan();
  bench.registry.faults.add({
    match: { method: "GET", path: /manifests\/1$/ },
    do: { delay: 50 },
  });
  const pushing = bench.engine.push(id, signal, () => {});
  while (puts().length === 0) await new Promise((resolve) => setImmediate(resolve));
  while (tag() === s390x.digest) await new Promise((resolve) => setImmediate(resolve));
  bench.registry.repository("acme/app").tags.set("1", arm64.digest);
  expect(await pushing).toMatchObject({
    failure: { code: "tag_moved" },
    tags: [{ kind: "unknown" }],
  });
});

it("is not said to be untouched where the registry took the put and still shows the old content", async () => {
  const { id } = await plan();
  bench.registry.faults.add({
    match: { method: "PUT", path: /manifests\/1$/ },
    do: { status: 201 },
  });
  expect(await bench.engine.push(id, signal, () => {})).toMatchObject({
    failure: { code: "tag_moved" },
    tags: [{ kind: "unknown" }],
  });
});

it("waits for a registry that shows the old content for a moment", async () => {
  const { id, root } = await plan();
  bench.registry.faults.add({
    match: { method: "GET", path: /manifests\/1$/ },
    do: { status: 404, body: '{"errors":[{"code":"MANIFEST_UNKNOWN"}]}' },
    times: 1,
  });
  expect((await bench.engine.push(id, signal, () => {})).failure).toBeUndefined();
  expect(tag()).toBe(root.digest);
});

it("knows the content again whose digest the registry names by another algorithm", async () => {
  const digest = digestOf(amd64.bytes, "sha512");
  bench.registry.repository("acme/app").manifests.set(digest, {
    mediaType: amd64.mediaType,
    bytes: amd64.bytes,
  });
  const from = `${bench.registry.host}/acme/app@${digest}`;
  const to = [`${bench.registry.host}/acme/app:1`];
  const { id } = await bench.engine.planRetag(from, to, emptyDraft.copyReferrers, signal);
  expect(await bench.engine.push(id, signal, () => {})).toMatchObject({
    tags: [{ kind: "moved" }],
  });
  expect(tag()).toBe(amd64.digest);
  const again = await bench.engine.planRetag(from, to, emptyDraft.copyReferrers, signal);
  expect(await bench.engine.push(again.id, signal, () => {})).toMatchObject({
    tags: [{ kind: "same" }],
  });
});

it("never overwrites a tag that must not be, and says what it names", async () => {
  await expect(plan(true)).rejects.toMatchObject({
    code: "tag_exists",
    message: expect.stringContaining(s390x.digest) as string,
  });
});

it("makes a tag that must not be overwritten only where there is still none", async () => {
  const { id } = await plan(true, "R/acme/app:new");
  bench.registry.faults.add({
    match: { method: "PUT", path: /manifests\/new$/ },
    do: { delay: 50 },
  });
  const pushing = bench.engine.push(id, signal, () => {});
  while (puts().length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(puts()[0]?.["if-none-match"]).toBe("*");
  bench.registry.repository("acme/app").tags.set("new", amd64.digest);
  expect(await pushing).toMatchObject({ failure: { code: "tag_moved" } });
  expect(tag("new")).toBe(amd64.digest);
});
