import path from "node:path";
import { describe, expect, it } from "vitest";
import { startHookedWorkbench } from "../../testing/hookedWorkbench.ts";
import { perTest } from "../../testing/perTest.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { startDockerRegistry } from "../../testing/servers/dockerRegistry.ts";
import { pushImage } from "../../testing/servers/pushImage.ts";
import { amd64, arm64, signal, type Workbench } from "../../testing/workbench.ts";
import { Engine } from "../engine.ts";
import { Journal } from "../journal/journal.ts";
import { buildAttestation, buildIndex } from "../sample/buildImage.ts";
import { Stores } from "../stores/openStores.ts";

const bench = perTest(startHookedWorkbench);
const repository = () => `${bench.registry.host}/acme/app`;
const stored = () => bench.registry.repository("acme/app");
const tagsNow = () => [...stored().tags.keys()].toSorted();
const plan = (tags: readonly string[], by?: "tag" | "digest", engine = bench.engine) =>
  engine.planDeletion({ repository: repository(), tags, by }, signal);
/** The names that the registry was asked to delete, without those that never existed. */
const deletions = () =>
  bench.registry.requests
    .filter(({ method, status }) => method === "DELETE" && status !== 404)
    .map(({ path: asked }) => asked.slice(asked.lastIndexOf("/") + 1));

async function restore(engine: Workbench["engine"], journalId: string, name: string) {
  const restored = await engine.planner.planRestore({ journalId, name }, signal);
  return await engine.push(restored.id, { report: () => {} }, signal);
}

it("restores an index that was deleted with its images", async () => {
  const index = buildIndex({ entries: [amd64, arm64] });
  seedImage(bench.registry, "acme/app", "1", index);
  const { id } = await plan(["1", "amd64", "arm64"], "digest");
  const outcome = await bench.engine.delete(id, signal);
  expect(stored().manifests.size).toBe(0);
  const restored = await restore(bench.engine, outcome.journalId, `${repository()}:1`);
  expect(restored.failure).toBeUndefined();
  expect(stored().tags.get("1")).toBe(index.digest);
  for (const { digest, bytes } of [index, amd64, arm64]) {
    expect(Buffer.from(stored().manifests.get(digest)?.bytes ?? [])).toEqual(Buffer.from(bytes));
  }
});

describe("a tag deleted alone", () => {
  it("leaves its manifest and other tags, and is restored", async () => {
    stored().tags.set("latest", amd64.digest);
    const planned = await plan(["amd64"]);
    expect(planned).toMatchObject({
      by: "tag",
      ways: ["tag", "digest"],
      tags: [{ tag: "amd64", before: amd64.digest }],
      manifests: [{ digest: amd64.digest, tags: ["amd64"], otherTags: ["latest"] }],
    });
    expect(tagsNow()).toEqual(["amd64", "arm64", "latest"]);
    const outcome = await bench.engine.delete(planned.id, signal);
    expect(outcome).toMatchObject({ tags: [{ kind: "deleted" }] });
    expect(outcome.failure).toBeUndefined();
    expect(tagsNow()).toEqual(["arm64", "latest"]);
    expect(stored().manifests.has(amd64.digest)).toBe(true);
    await restore(bench.engine, outcome.journalId, `${repository()}:amd64`);
    expect(stored().tags.get("amd64")).toBe(amd64.digest);
  });

  it("is kept if it moved since the review, and so are those after it", async () => {
    const planned = await plan(["amd64", "arm64"]);
    stored().tags.set("amd64", arm64.digest);
    const outcome = await bench.engine.delete(planned.id, signal);
    expect(outcome.failure?.code).toBe("tag_moved");
    expect(outcome.tags.map(({ kind }) => kind)).toEqual(["kept", "kept"]);
    expect(deletions()).toEqual([]);
  });

  it("is kept if it moves between the last check and the request", async () => {
    const planned = await plan(["amd64"]);
    bench.hooks.before = ({ method, path: asked }, content) => {
      if (method === "DELETE" && asked.endsWith("/amd64")) {
        content.repository("acme/app").tags.set("amd64", arm64.digest);
      }
      return undefined;
    };
    const outcome = await bench.engine.delete(planned.id, signal);
    expect(outcome.failure?.code).toBe("tag_moved");
    expect(stored().tags.get("amd64")).toBe(arm64.digest);
  });

  it("stops where the registry deletes the manifest with all its tags", async () => {
    stored().tags.set("latest", amd64.digest);
    stored().tags.set("stable", amd64.digest);
    const planned = await plan(["amd64", "arm64"]);
    bench.hooks.before = ({ method, path: asked }, content) => {
      if (method === "DELETE" && asked.endsWith("/amd64")) {
        content.repository("acme/app").tags.delete("latest");
        content.repository("acme/app").tags.delete("stable");
      }
      return undefined;
    };
    const { failure, tags } = await bench.engine.delete(planned.id, signal);
    expect(failure?.message).toContain("deleted latest, stable together with amd64");
    expect(tags.map(({ kind }) => kind)).toEqual(["deleted", "kept"]);
    expect(tagsNow()).toEqual(["arm64"]);
  });

  it("is deleted if it is gone, although the registry did not answer", async () => {
    const planned = await plan(["amd64"]);
    bench.registry.faults.add({ match: { method: "DELETE" }, do: { dropResponse: true } });
    const { failure, tags } = await bench.engine.delete(planned.id, signal);
    expect(failure?.code).toBe("network");
    expect(tags.map(({ kind }) => kind)).toEqual(["deleted"]);
  });

  it("is refused by a rule that protects it, also one made after the review", async () => {
    bench.overwriteRules.tags.push("arm*");
    await expect(plan(["arm64"])).rejects.toMatchObject({ code: "tag_protected" });
    const planned = await plan(["amd64"]);
    bench.overwriteRules.tags.push("amd*");
    await expect(bench.engine.delete(planned.id, signal)).rejects.toMatchObject({
      code: "tag_protected",
    });
    expect(tagsNow()).toEqual(["amd64", "arm64"]);
  });
});

describe("a manifest", () => {
  it("goes with all its tags, after a review of what depends on it", async () => {
    const index = buildIndex({ entries: [amd64, arm64] });
    seedImage(bench.registry, "acme/app", "1", index);
    const referrer = buildAttestation(amd64, "referrer");
    seedImage(bench.registry, "acme/app", undefined, referrer);
    const signature = `${amd64.digest.replace(":", "-")}.sig`;
    stored().tags.set("latest", amd64.digest);
    stored().tags.set(signature, arm64.digest);
    const planned = await plan(["amd64"], "digest");
    expect(planned.manifests).toMatchObject([
      {
        digest: amd64.digest,
        tags: ["amd64"],
        otherTags: ["latest"],
        indexes: [{ tag: "1", digest: index.digest }],
        referrers: [{ digest: referrer.digest }],
        digestTags: [signature],
      },
    ]);
    expect(planned.tags.map(({ tag }) => tag)).toEqual(["amd64", "latest"]);
    const outcome = await bench.engine.delete(planned.id, signal);
    expect(outcome.failure).toBeUndefined();
    expect(deletions()).toEqual([amd64.digest]);
    expect(tagsNow()).toEqual(["1", "arm64", signature].toSorted());
    await restore(bench.engine, outcome.journalId, `${repository()}:latest`);
    expect(stored().tags.get("latest")).toBe(amd64.digest);
    expect(stored().manifests.get(amd64.digest)?.bytes).toEqual(Buffer.from(amd64.bytes));
  });

  it("is kept if a tag that was not reviewed points to it", async () => {
    const planned = await plan(["amd64"], "digest");
    stored().tags.set("new", amd64.digest);
    const { failure, tags } = await bench.engine.delete(planned.id, signal);
    expect(failure).toMatchObject({ code: "tag_moved" });
    expect(failure?.message).toContain("acme/app:new now points to");
    expect(tags.map(({ kind }) => kind)).toEqual(["kept"]);
    expect(deletions()).toEqual([]);
  });
});

it("restores an index with its images after the registry deleted both", async () => {
  const index = buildIndex({ entries: [amd64, arm64] });
  seedImage(bench.registry, "acme/app", "1", index);
  const referrer = buildAttestation(amd64, "referrer");
  seedImage(bench.registry, "acme/app", undefined, referrer);
  for (const tag of ["amd64", "arm64"]) {
    stored().tags.delete(tag);
  }
  bench.hooks.before = ({ method, path: asked }, content) => {
    if (method === "DELETE" && asked.endsWith(index.digest)) {
      for (const { digest } of [amd64, arm64, referrer]) {
        content.repository("acme/app").manifests.delete(digest);
      }
    }
    return undefined;
  };
  const planned = await plan(["1"], "digest");
  expect(planned.manifests[0]?.backup).toEqual({ kind: "whole" });
  const { journalId } = await bench.engine.delete(planned.id, signal);
  bench.hooks.before = undefined;
  expect(stored().manifests.size).toBe(0);
  const restarted = bench.restart();
  await restore(restarted, journalId, `${repository()}:1`);
  await restarted.close();
  expect([...stored().manifests.keys()].toSorted()).toEqual(
    [index, amd64, arm64, referrer].map(({ digest }) => digest).toSorted(),
  );
});

it("deletes a tag whose manifest is damaged, after a review that it cannot be restored", async () => {
  stored().manifests.set(amd64.digest, {
    mediaType: amd64.mediaType,
    bytes: Buffer.from("damaged"),
  });
  bench.hooks.before = ({ method, path: asked }) =>
    method === "HEAD" && asked.endsWith("/amd64") && stored().tags.has("amd64")
      ? {
          status: 200,
          headers: { "content-type": amd64.mediaType, "docker-content-digest": amd64.digest },
        }
      : undefined;
  const planned = await plan(["amd64"], "tag");
  expect(planned.manifests[0]?.backup).toMatchObject({ kind: "none" });
  const { tags, failure } = await bench.engine.delete(planned.id, signal);
  expect(failure).toBeUndefined();
  expect(tags.map(({ kind }) => kind)).toEqual(["deleted"]);
});

it("keeps a manifest that can be read only after the review", async () => {
  bench.hooks.before = ({ method, path: asked }) =>
    method === "GET" && asked.endsWith(amd64.digest) ? { status: 404 } : undefined;
  const planned = await plan(["amd64"], "tag");
  expect(planned.manifests[0]?.backup).toMatchObject({ kind: "none" });
  bench.hooks.before = undefined;
  const { journalId } = await bench.engine.delete(planned.id, signal);
  expect((await restore(bench.engine, journalId, `${repository()}:amd64`)).failure).toBeUndefined();
  expect(stored().tags.get("amd64")).toBe(amd64.digest);
});

it("is not planned where the registry deletes nothing", async () => {
  bench.hooks.before = ({ method }) => (method === "DELETE" ? { status: 405 } : undefined);
  await expect(plan(["amd64"])).rejects.toMatchObject({ code: "registry_refused" });
});

it("is not planned for a layout", async () => {
  await expect(
    bench.engine.planDeletion(
      { repository: `oci-layout://${bench.folder}`, tags: ["1"], by: undefined },
      signal,
    ),
  ).rejects.toMatchObject({ code: "input_invalid" });
});

describe("docker-registry, which deletes by digest only", () => {
  it("deletes all tags of the digest after their review, and takes them back", async () => {
    const registry = await startDockerRegistry();
    const journal = new Journal(path.join(bench.folder, "journal"));
    const host = { os: "linux", architecture: "amd64" };
    const engine = new Engine({ stores: new Stores({}), host }, journal);
    const name = `${registry.host}/acme/app`;
    const resolve = async (tag: string): Promise<string | undefined> => {
      const { stores } = { stores: new Stores({}) };
      const found = await stores
        .openRepository(name)
        .resolve({ tag }, signal)
        .catch(() => undefined);
      await stores.close();
      return found?.digest;
    };
    try {
      await pushImage(registry.url, "acme/app", "1", amd64);
      await pushImage(registry.url, "acme/app", "latest", amd64);
      await pushImage(registry.url, "acme/app", "2", arm64);
      const request = { repository: name, tags: ["1"] };
      await expect(engine.planDeletion({ ...request, by: "tag" }, signal)).rejects.toMatchObject({
        message: expect.stringContaining("cannot delete a tag alone"),
      });
      const planned = await engine.planDeletion({ ...request, by: undefined }, signal);
      expect(planned).toMatchObject({
        by: "digest",
        ways: ["digest"],
        manifests: [{ tags: ["1"], otherTags: ["latest"] }],
      });
      const outcome = await engine.delete(planned.id, signal);
      expect(outcome.failure).toBeUndefined();
      expect(await Promise.all(["1", "latest", "2"].map(resolve))).toEqual([
        undefined,
        undefined,
        arm64.digest,
      ]);
      const { entries } = await journal.list();
      expect(entries).toMatchObject([
        {
          kind: "delete",
          state: { kind: "done" },
          repositories: [name],
          tags: [
            { move: { tag: "1", before: amd64.digest, after: null }, state: "moved" },
            { move: { tag: "latest" }, previous: { digest: amd64.digest } },
          ],
        },
      ]);
      const timeline = await journal.timeline({ name: `${name}:1`, repository: name });
      expect(timeline.points[0]).toMatchObject({ digest: null, cause: { by: "delete" } });
      expect(timeline.points[1]?.restore).toMatchObject({ content: "previous" });
      await restore(engine, outcome.journalId, `${name}:1`);
      expect(await resolve("1")).toBe(amd64.digest);
    } finally {
      await engine.close();
      await registry.close();
    }
  });

  it("deletes nothing without the setting", async () => {
    const registry = await startDockerRegistry({ deletes: false });
    try {
      await pushImage(registry.url, "acme/app", "1", amd64);
      await expect(
        bench.engine.planDeletion(
          { repository: `${registry.host}/acme/app`, tags: ["1"], by: undefined },
          signal,
        ),
      ).rejects.toMatchObject({ hint: expect.stringContaining("DELETE_ENABLED") });
    } finally {
      await registry.close();
    }
  });
});
