import { describe, expect, it } from "vitest";
import { perTest } from "../../testing/perTest.ts";
import { type Workbench, signal, startWorkbench } from "../../testing/workbench.ts";

const bench = perTest(startWorkbench);

/** Pushes a tag, then makes rules and the draft that gives the tag other content. */
async function protect(rules: Partial<Workbench["overwriteRules"]>, tag = "v1") {
  await bench.push(bench.draftOf(["R/acme/app:amd64"], [`R/acme/app:${tag}`]));
  Object.assign(bench.overwriteRules, rules);
  return { draft: bench.draftOf(["R/acme/app:arm64"], [`R/acme/app:${tag}`]) };
}

describe("a rule", () => {
  it("stops a push to a tag with other content, and says which rule", async () => {
    const { draft } = await protect({ tags: ["v*"] });
    await expect(bench.plan(draft)).rejects.toMatchObject({
      code: "tag_protected",
      message: expect.stringContaining("never to overwrite tags that match v*"),
    });
    bench.overwriteRules.tags = [];
    expect((await bench.push(draft)).failure).toBeUndefined();
  });

  it("lets a push create a tag, and repeat it", async () => {
    const { draft } = await protect({ tags: ["v*"] });
    const repeated = bench.draftOf(["R/acme/app:arm64"], ["R/acme/app:v2"]);
    expect((await bench.push(repeated)).failure).toBeUndefined();
    expect((await bench.push(repeated)).failure).toBeUndefined();
    await expect(bench.plan(draft)).rejects.toMatchObject({ code: "tag_protected" });
  });

  it("for a registry or a repository stops a retag", async () => {
    const { registry } = bench;
    await protect({ registries: [`${registry.host}/acme`] });
    await expect(bench.planRetag("R/acme/app:arm64", ["R/acme/app:v1"])).rejects.toMatchObject({
      code: "tag_protected",
      message: expect.stringContaining(`tags in ${registry.host}/acme`),
    });
    bench.overwriteRules.registries = [`${registry.host}/acm`];
    expect(
      (await bench.planRetag("R/acme/app:arm64", ["R/acme/app:v1"])).brokenRules,
    ).toBeUndefined();
  });

  it("made after the review stops the push when it starts", async () => {
    const { draft } = await protect({});
    const plan = await bench.plan(draft);
    bench.overwriteRules.tags = ["v1"];
    await expect(bench.execute(plan)).rejects.toMatchObject({ code: "tag_protected" });
    bench.overwriteRules.tags = [];
    expect((await bench.execute(plan)).failure).toBeUndefined();
  });

  it("stops a plan that was saved before", async () => {
    const { draft } = await protect({});
    const plan = await bench.plan(draft);
    bench.overwriteRules.tags = ["*"];
    await expect(bench.reopen(plan)).rejects.toMatchObject({ code: "tag_protected" });
  });

  it("is named by a restore, which then pushes, unless the rule is newer than the plan", async () => {
    const { draft } = await protect({});
    const { journalId, tags } = await bench.push(draft);
    const name = tags[0]?.move.name ?? "";
    const planRestore = () => bench.engine.planner.planRestore({ journalId, name }, signal);
    const early = await planRestore();
    bench.overwriteRules.tags = ["v*"];
    await expect(bench.execute(early)).rejects.toMatchObject({ code: "tag_protected" });
    const plan = await planRestore();
    expect(plan.brokenRules).toEqual([{ name, rule: { kind: "tag", text: "v*" } }]);
    const { failure, tags: restored } = await bench.execute(plan);
    expect(failure).toBeUndefined();
    expect(restored[0]?.kind).toBe("moved");
  });

  it("stops a plan from a file, also one that calls itself a restore", async () => {
    const { draft } = await protect({});
    const plan = await bench.plan(draft);
    const callRestore = (text: string) => text.replace('"kind": "compose"', '"kind": "restore"');
    expect((await bench.reopen(plan, callRestore)).kind).toBe("restore");
    bench.overwriteRules.tags = ["v*"];
    await expect(bench.reopen(plan, callRestore)).rejects.toMatchObject({ code: "tag_protected" });
  });

  it.each([
    { madeBy: "a file that calls itself a restore", isFromFile: true },
    { madeBy: "the app", isFromFile: false },
  ])("stops the rest of a restore made by $madeBy: $isFromFile", async ({ isFromFile }) => {
    const {
      engine: { planner },
      registry,
    } = bench;
    const { draft } = await protect({});
    const { journalId, tags } = await bench.push(draft);
    const name = tags[0]?.move.name ?? "";
    const restore = await planner.planRestore({ journalId, name }, signal);
    const plan = isFromFile ? await planner.openPlan(restore, signal) : restore;
    registry.faults.add({
      match: { method: "PUT", path: /manifests\/v1/ },
      do: { status: 403 },
      times: 1,
    });
    const stopped = await bench.execute(plan);
    expect(stopped.failure?.code).toBe("denied");
    bench.overwriteRules.tags = ["v*"];
    const resumed = planner
      .planResume(stopped.journalId, signal)
      .then(({ brokenRules }) => brokenRules?.map((broken) => broken.name))
      .catch((error: unknown) => error);
    expect(await resumed).toMatchObject(isFromFile ? { code: "tag_protected" } : [name]);
  });

  it("is written into the scripts as a check", async () => {
    const { draft } = await protect({ tags: ["v*"] });
    const { engine } = bench;
    const { id } = await engine.composer.preview(draft, signal);
    const guarded = engine.composer.scripts(id);
    bench.overwriteRules.tags = [];
    expect(engine.composer.scripts(id)).not.toEqual(guarded);
    const targets = draft.targets.map((each) => ({ ...each, noClobber: true }));
    const locked = await engine.composer.preview({ ...draft, targets }, signal);
    expect(engine.composer.scripts(locked.id)).toEqual(guarded);
  });
});
