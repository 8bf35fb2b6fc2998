import { describe, expect, it } from "vitest";
import { startHookedWorkbench } from "../../testing/hookedWorkbench.ts";
import { perTest } from "../../testing/perTest.ts";
import { refuseTagged } from "../../testing/registry/personalities/gar.ts";
import { refuseListed } from "../../testing/registry/personalities/harbor.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { startDockerRegistry } from "../../testing/servers/dockerRegistry.ts";
import { pushImage } from "../../testing/servers/pushImage.ts";
import { amd64, arm64, signal } from "../../testing/workbench.ts";
import { buildIndex } from "../sample/buildImage.ts";

const bench = perTest(startHookedWorkbench);
const stored = () => bench.registry.repository("acme/app");
const repository = () => `${bench.registry.host}/acme/app`;
const plan = (tags: readonly string[], digests: readonly string[] = []) =>
  bench.engine.planDeletion({ repository: repository(), tags, digests, by: "digest" }, signal);

async function execute({ id }: { readonly id: string }) {
  const { tags, failure, journalId } = await bench.engine.delete(id, signal);
  return { kinds: tags.map(({ kind }) => kind), failure, journalId };
}

async function restore(journalId: string, name: string) {
  const restored = await bench.engine.planner.planRestore({ journalId, name }, signal);
  return (await bench.engine.push(restored.id, { report: () => {} }, signal)).failure;
}

describe("registries that refuse", () => {
  it("delete an index before the images that it lists", async () => {
    seedImage(bench.registry, "acme/app", "inner", buildIndex({ entries: [amd64] }));
    const inner = buildIndex({ entries: [amd64] });
    seedImage(bench.registry, "acme/app", "1", buildIndex({ entries: [inner, arm64] }));
    bench.hooks.before = refuseListed;
    const planned = await plan(["amd64", "arm64", "inner", "1"]);
    expect(planned.tags.map(({ tag }) => tag)).toEqual(["1", "inner", "amd64", "arm64"]);
    expect(await execute(planned)).toMatchObject({
      kinds: ["deleted", "deleted", "deleted", "deleted"],
      failure: undefined,
    });
  });

  it("say so if another index lists it", async () => {
    seedImage(bench.registry, "acme/app", "1", buildIndex({ entries: [amd64] }));
    bench.hooks.before = refuseListed;
    const { kinds, failure } = await execute(await plan(["amd64"]));
    expect(failure?.detail).toContain("referenced by other artifacts");
    expect(kinds).toEqual(["kept"]);
  });

  it("delete the tags of a manifest first where they have to go", async () => {
    stored().tags.set("latest", amd64.digest);
    bench.hooks.before = refuseTagged;
    const { kinds, failure } = await execute(await plan(["amd64"]));
    expect(failure).toBeUndefined();
    expect(kinds).toEqual(["deleted", "deleted"]);
    expect(stored().manifests.has(amd64.digest)).toBe(false);
  });

  it("keep a manifest whose tag moved while its tags went", async () => {
    stored().tags.set("latest", amd64.digest);
    bench.hooks.before = (request, content) => {
      const refusal = refuseTagged(request, content);
      if (refusal) {
        stored().tags.set("latest", arm64.digest);
      }
      return refusal;
    };
    const { kinds, failure } = await execute(await plan(["amd64"]));
    expect(failure?.code).toBe("tag_moved");
    expect(kinds).toEqual(["deleted", "kept"]);
    expect(stored().tags.get("latest")).toBe(arm64.digest);
    expect(stored().manifests.has(amd64.digest)).toBe(true);
  });
});

describe("a manifest that is named by its digest", () => {
  it("goes without a tag, and comes back without one", async () => {
    const index = buildIndex({ entries: [amd64, arm64] });
    seedImage(bench.registry, "acme/app", "1", index);
    stored().tags.delete("amd64");
    const planned = await plan([], [amd64.digest]);
    const name = `${repository()}@${amd64.digest}`;
    expect(planned).toMatchObject({
      by: "digest",
      tags: [{ name, before: amd64.digest }],
      manifests: [{ tags: [], otherTags: [], indexes: [{ tag: "1" }] }],
    });
    const { kinds, failure, journalId } = await execute(planned);
    expect(failure).toBeUndefined();
    expect(kinds).toEqual(["deleted"]);
    expect(stored().manifests.has(amd64.digest)).toBe(false);
    expect(await restore(journalId, name)).toBeUndefined();
    expect(stored().manifests.has(amd64.digest)).toBe(true);
    expect([...stored().tags.keys()]).toEqual(["arm64", "1"]);
  });

  it("takes all its tags along, and is kept if it gets another", async () => {
    const planned = await plan([], [amd64.digest]);
    expect(planned).toMatchObject({
      tags: [{ tag: "amd64" }],
      manifests: [{ tags: [], otherTags: ["amd64"] }],
    });
    stored().tags.set("new", amd64.digest);
    expect((await execute(planned)).kinds).toEqual(["kept"]);
  });

  it("is gone already, or not a digest", async () => {
    await expect(plan([], [`sha256:${"0".repeat(64)}`])).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(plan([], ["../tags/list"])).rejects.toMatchObject({ code: "input_invalid" });
  });

  it("is protected by a rule for its registry", async () => {
    stored().tags.delete("amd64");
    bench.overwriteRules.registries.push(`${bench.registry.host}/acme`);
    await expect(plan([], [amd64.digest])).rejects.toMatchObject({ code: "tag_protected" });
  });

  it("is the only thing in a repository of docker-registry, and comes back", async () => {
    const registry = await startDockerRegistry();
    try {
      const name = `${registry.host}/acme/lone`;
      await pushImage(registry.url, "acme/lone", amd64.digest, amd64);
      const { id } = await bench.engine.planDeletion(
        { repository: name, tags: [], digests: [amd64.digest], by: undefined },
        signal,
      );
      const { kinds, failure, journalId } = await execute({ id });
      expect(failure).toBeUndefined();
      expect(kinds).toEqual(["deleted"]);
      expect(await restore(journalId, `${name}@${amd64.digest}`)).toBeUndefined();
      const { status } = await fetch(`${registry.url}/v2/acme/lone/manifests/${amd64.digest}`, {
        headers: { accept: amd64.mediaType },
      });
      expect(status).toBe(200);
    } finally {
      await registry.close();
    }
  });
});
