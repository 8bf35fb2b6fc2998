import { afterEach, beforeEach, expect, it } from "vitest";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import type { Plan } from "../../../shared/plan.ts";
import { buildIndex } from "../sample/buildImage.ts";
import { startRegistry, type TestRegistry } from "../../testing/registry/registry.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, signal, startWorkbench } from "../../testing/workbench.ts";
import { perTest } from "../../testing/perTest.ts";

const app = buildIndex({ entries: [amd64, arm64] });
const blobs = [amd64, arm64].flatMap(({ config, layers }) => [config, ...layers]);

const bench = perTest(startWorkbench);
let other: TestRegistry;
beforeEach(async () => {
  other = await startRegistry();
  seedImage(bench.registry, "acme/app", "1", app);
});
afterEach(async () => {
  await other.close();
});

const plan = async (...repositories: readonly string[]): Promise<Plan> =>
  await bench.engine.planner.planRetag(
    {
      source: `${bench.registry.host}/acme/app:1`,
      targets: repositories.map((repository) => `${other.host}/${repository}:1`),
      copyReferrers: emptyDraft.copyReferrers,
    },
    signal,
  );

/** Complete uploads to the registry of the targets. */
const uploads = (): number =>
  other.requests.filter(
    ({ method, path, status }) =>
      method === "PUT" && path.includes("/blobs/uploads/") && status === 201,
  ).length;
/** Blobs read from the source. */
const downloads = (): number =>
  bench.registry.requests.filter(({ method, path }) => method === "GET" && path.includes("/blobs/"))
    .length;

function expectWhole(repository: string): void {
  const stored = other.repository(repository);
  expect(stored.tags.get("1")).toBe(app.digest);
  for (const { digest } of blobs) {
    expect(stored.blobs.has(digest)).toBe(true);
  }
}

it("mounts into one target a blob that was copied to another target", async () => {
  const made = await plan("acme/one", "acme/two", "acme/three");
  const outcome = await bench.execute(made);
  expect(outcome).toMatchObject({ mountedBlobs: 2 * blobs.length });
  expect(outcome.failure).toBeUndefined();
  expect(uploads()).toBe(blobs.length);
  expect(downloads()).toBe(blobs.length);
  for (const repository of ["acme/one", "acme/two", "acme/three"]) {
    expectWhole(repository);
  }
  const [first, second] = made.repositories;
  expect(second?.requests.writes).toBeLessThan(first?.requests.writes ?? 0);
});

it("mounts from a target that has the blob, in any order of the targets", async () => {
  for (const { digest, bytes } of blobs) {
    other.repository("acme/full").blobs.set(digest, bytes);
  }
  expect((await bench.execute(await plan("acme/one", "acme/full"))).failure).toBeUndefined();
  expect(uploads()).toBe(0);
  expectWhole("acme/one");
});

it("copies to each target if the registry refuses mounts", async () => {
  await other.close();
  other = await startRegistry({ mount: false });
  expect((await bench.execute(await plan("acme/one", "acme/two"))).failure).toBeUndefined();
  expect(uploads()).toBe(2 * blobs.length);
  for (const repository of ["acme/one", "acme/two"]) {
    expectWhole(repository);
  }
});

it("copies from the source if the copy to the first target fails", async () => {
  other.faults.add({ match: { method: "POST", path: /acme\/one\/blobs/ }, do: { status: 403 } });
  const outcome = await bench.execute(await plan("acme/one", "acme/two"));
  expect(outcome).toMatchObject({
    failure: { code: "denied" },
    repositories: [{ content: "incomplete" }, { content: "complete" }],
  });
  const { blobs: stored, manifests } = other.repository("acme/two");
  for (const { digest } of blobs) {
    expect(stored.has(digest)).toBe(true);
  }
  expect(manifests.has(app.digest)).toBe(true);
});

it("resumes a failed push with what the first target has", async () => {
  other.faults.add({
    match: { method: "PUT", path: /acme\/two\/manifests/, nth: 1 },
    do: { status: 403 },
  });
  const { journalId, failure } = await bench.execute(await plan("acme/one", "acme/two"));
  expect(failure).toMatchObject({ code: "denied" });
  const resumed = await bench.engine.planner.planResume(journalId, signal);
  expect((await bench.execute(resumed)).failure).toBeUndefined();
  for (const repository of ["acme/one", "acme/two"]) {
    expectWhole(repository);
  }
});

it("fails if a plan file has two targets mount from each other", async () => {
  const made = await plan("acme/one", "acme/two");
  const [one, two] = made.repositories.map(({ repository }) => repository);
  const turned = made.repositories.map((part, at) => ({
    ...part,
    blobs: part.blobs.map((blob) => ({
      ...blob,
      action: { kind: "mount", from: (at === 0 ? two : one) ?? "" } as const,
    })),
  }));
  const opened = await bench.engine.planner.openPlan({ ...made, repositories: turned }, signal);
  expect((await bench.execute(opened)).failure).toMatchObject({ code: "not_found" });
  expect(other.repository("acme/one").tags.size).toBe(0);
});
