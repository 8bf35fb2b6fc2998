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

/** From now on, no manifest may be read by these digests. */
function forbid({ faults }: TestRegistry, ...digests: readonly string[]): void {
  for (const digest of digests) {
    const path = new RegExp(`manifests/${digest}`);
    for (const method of ["HEAD", "GET"])
      faults.add({ match: { method, path }, do: { status: 403 } });
  }
}

async function retag(from: string, to: string): Promise<Plan> {
  const { host } = bench.registry;
  return await bench.engine.planRetag(`${host}/${from}`, [`${host}/${to}`], copyReferrers, signal);
}

describe("a manifest that may not be read is not called deleted", () => {
  const denied = { code: "denied", status: 403 };

  it("by a plan that is opened and counts on it", async () => {
    const made = await retag("acme/app:1", "acme/app:2");
    expect(made.repositories[0]?.manifests.map(({ action }) => action.kind)).toContain("exists");
    forbid(bench.registry, amd64.digest);
    await expect(bench.engine.openPlan(made, signal)).rejects.toMatchObject(denied);
  });

  it("by a retag inside a repository", async () => {
    forbid(bench.registry, arm64.digest);
    await expect(retag("acme/app:1", "acme/app:2")).rejects.toMatchObject(denied);
  });

  it("by a copy whose source forbids it too", async () => {
    forbid(bench.registry, arm64.digest);
    await expect(retag("acme/app:1", "acme/copy:1")).rejects.toMatchObject(denied);
  });

  it("by a restore", async () => {
    seedImage(bench.registry, "acme/app", "new", linux("s390x"));
    const plan = await retag("acme/app:new", "acme/app:1");
    const { journalId, tags } = await bench.engine.push(plan.id, signal, () => {});
    expect(tags).toMatchObject([{ kind: "moved" }]);
    forbid(bench.registry, arm64.digest);
    const name = `${bench.registry.host}/acme/app:1`;
    await expect(bench.engine.planRestore(journalId, name, signal)).rejects.toMatchObject(denied);
  });

  it("by the preview, which offers no remedy for it", async () => {
    forbid(bench.registry, amd64.digest, arm64.digest);
    const draft = bench.draftOf(["R/acme/app:1"], ["R/acme/other:1"]);
    const { id } = await bench.engine.preview(draft, signal);
    expect((await bench.engine.losses(id, signal)).findings).toEqual([]);
  });
});

describe("a manifest that may not be read and can be had elsewhere", () => {
  let target: TestRegistry;
  beforeEach(async () => {
    target = await startRegistry({ ...artifactoryVirtual({}), auth: { kind: "none" } });
  });
  afterEach(async () => {
    await target.close();
  });

  it("is put again, also by a plan that is opened", async () => {
    const to = `${target.host}/acme/app:1`;
    seedImage(target, "acme/app", undefined, arm64);
    forbid(target, arm64.digest);
    const made = await bench.engine.planRetag(
      `${bench.registry.host}/acme/app:1`,
      [to],
      copyReferrers,
      signal,
    );
    const opened = await bench.engine.openPlan(made, signal);
    expect(opened.differences).toEqual([]);
    const { tags } = await bench.engine.push(opened.id, signal, () => {});
    expect(tags).toMatchObject([{ kind: "moved" }]);
    expect(target.repository("acme/app").tags.get("1")).toBe(app.digest);
  });

  it("is read from another source that lists it", async () => {
    seedImage(bench.registry, "acme/mirror", "1", app);
    const { faults } = bench.registry;
    const path = new RegExp(`acme/app/manifests/${arm64.digest}`);
    faults.add({ match: { path }, do: { status: 403 } });
    const to = [`${target.host}/acme/copy:1`];
    const draft = bench.draftOf(["R/acme/app:1", "R/acme/mirror:1"], to);
    const { id } = await bench.engine.preview(draft, signal);
    const plan = await bench.engine.planPreview(id, signal);
    expect((await bench.engine.push(plan.id, signal, () => {})).failure).toBeUndefined();
    expect(target.repository("acme/copy").manifests.has(arm64.digest)).toBe(true);
  });
});
