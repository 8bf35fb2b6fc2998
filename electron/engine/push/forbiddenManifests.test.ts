import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Plan } from "../../../shared/plan.ts";
import { buildIndex } from "../sample/buildImage.ts";
import { artifactoryVirtual } from "../../testing/registry/personalities/jfrog.ts";
import { startRegistry, type TestRegistry } from "../../testing/registry/registry.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, linux, signal, startWorkbench } from "../../testing/workbench.ts";
import { perTest } from "../../testing/perTest.ts";

const app = buildIndex({ entries: [amd64, arm64] });
const copyReferrers = { referrers: "none", digestTags: false } as const;

const bench = perTest(startWorkbench);
beforeEach(() => {
  seedImage(bench.registry, "acme/app", "1", app);
});

/** Makes the registry answer 403 for these manifests. */
function forbid({ faults }: TestRegistry, ...digests: readonly string[]): void {
  for (const digest of digests) {
    const path = new RegExp(`manifests/${digest}`);
    for (const method of ["HEAD", "GET"]) {
      faults.add({ match: { method, path }, do: { status: 403 } });
    }
  }
}

async function retag(from: string, to: string): Promise<Plan> {
  const { host } = bench.registry;
  return await bench.engine.planner.planRetag(
    { source: `${host}/${from}`, targets: [`${host}/${to}`], copyReferrers },
    signal,
  );
}

describe("a manifest that the registry answers 403 for is not reported as deleted", () => {
  const denied = { code: "denied", status: 403 };

  it("when opening a plan that counts on it", async () => {
    const made = await retag("acme/app:1", "acme/app:2");
    expect(made.repositories[0]?.manifests.map(({ action }) => action.kind)).toContain("exists");
    forbid(bench.registry, amd64.digest);
    await expect(bench.engine.planner.openPlan(made, signal)).rejects.toMatchObject(denied);
  });

  it("when planning a retag within a repository", async () => {
    forbid(bench.registry, arm64.digest);
    await expect(retag("acme/app:1", "acme/app:2")).rejects.toMatchObject(denied);
  });

  it("when planning a copy whose source answers 403, too", async () => {
    forbid(bench.registry, arm64.digest);
    await expect(retag("acme/app:1", "acme/copy:1")).rejects.toMatchObject(denied);
  });

  it("when planning a restore", async () => {
    seedImage(bench.registry, "acme/app", "new", linux("s390x"));
    const plan = await retag("acme/app:new", "acme/app:1");
    const { journalId, tags } = await bench.execute(plan);
    expect(tags).toMatchObject([{ kind: "moved" }]);
    forbid(bench.registry, arm64.digest);
    const name = `${bench.registry.host}/acme/app:1`;
    await expect(
      bench.engine.planner.planRestore({ journalId, name }, signal),
    ).rejects.toMatchObject(denied);
  });

  it("by the findings of a preview", async () => {
    forbid(bench.registry, amd64.digest, arm64.digest);
    const draft = bench.draftOf(["R/acme/app:1"], ["R/acme/other:1"]);
    const { id } = await bench.engine.composer.preview(draft, signal);
    expect((await bench.engine.composer.losses(id, signal)).findings).toEqual([]);
  });
});

describe("a manifest that one repository answers 403 for and another one has", () => {
  let target: TestRegistry;
  beforeEach(async () => {
    target = await startRegistry({ ...artifactoryVirtual({}), auth: { kind: "none" } });
  });
  afterEach(async () => {
    await target.close();
  });

  it("is pushed again, also after opening a saved plan", async () => {
    const to = `${target.host}/acme/app:1`;
    seedImage(target, "acme/app", undefined, arm64);
    forbid(target, arm64.digest);
    const made = await bench.engine.planner.planRetag(
      { source: `${bench.registry.host}/acme/app:1`, targets: [to], copyReferrers },
      signal,
    );
    const opened = await bench.engine.planner.openPlan(made, signal);
    expect(opened.differences).toEqual([]);
    const { tags } = await bench.execute(opened);
    expect(tags).toMatchObject([{ kind: "moved" }]);
    expect(target.repository("acme/app").tags.get("1")).toBe(app.digest);
  });

  it("is read from the other source", async () => {
    seedImage(bench.registry, "acme/mirror", "1", app);
    const { faults } = bench.registry;
    const path = new RegExp(`acme/app/manifests/${arm64.digest}`);
    faults.add({ match: { path }, do: { status: 403 } });
    const to = [`${target.host}/acme/copy:1`];
    const draft = bench.draftOf(["R/acme/app:1", "R/acme/mirror:1"], to);
    const plan = await bench.plan(draft);
    expect((await bench.execute(plan)).failure).toBeUndefined();
    expect(target.repository("acme/copy").manifests.has(arm64.digest)).toBe(true);
  });
});
