import { rm } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { Plan, PushOutcome } from "../../../shared/plan.ts";
import { perTest } from "../../testing/perTest.ts";
import { startRegistry, type TestRegistry } from "../../testing/registry/registry.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, linux, startWorkbench } from "../../testing/workbench.ts";
import { buildIndex, type BuiltIndex } from "../sample/buildImage.ts";

const bench = perTest(startWorkbench);
const to = perTest(startRegistry);

async function planOf(sources: readonly string[], targets: readonly string[]): Promise<Plan> {
  return await bench.plan(bench.draftOf(sources, targets));
}

async function push(sources: readonly string[], targets: readonly string[]): Promise<PushOutcome> {
  return await bench.execute(await planOf(sources, targets));
}

/** The references of pushed manifests, in order. */
const puts = (registry: TestRegistry): string[] =>
  registry.requests
    .filter(({ method, path: at }) => method === "PUT" && at.includes("/manifests/"))
    .map(({ path: at }) => at.split("/").at(-1) ?? "");

describe("the order of a push", () => {
  it("pushes nested indexes first, even if the root lists them, too", async () => {
    const n3 = buildIndex({ entries: [amd64] });
    const n2 = buildIndex({ entries: [n3] });
    const n1 = buildIndex({ entries: [n2] });
    const root = buildIndex({ entries: [n1, n3] });
    seedImage(bench.registry, "acme/app", "1", root);
    const plan = await bench.planRetag("R/acme/app:1", [`${to.host}/acme/app:1`]);
    expect((await bench.execute(plan)).failure).toBeUndefined();
    expect(puts(to)).toEqual([amd64, n3, n2, n1, root].map(({ digest }) => digest).concat("1"));
  });

  it("waits for an image that a nested index lists, too", async () => {
    const nested = buildIndex({ entries: [amd64] });
    seedImage(bench.registry, "acme/app", "1", buildIndex({ entries: [amd64, nested] }));
    to.faults.add({ match: { method: "PUT", path: new RegExp(amd64.digest) }, do: { delay: 100 } });
    const plan = await bench.planRetag("R/acme/app:1", [`${to.host}/acme/app:1`]);
    expect((await bench.execute(plan)).failure).toBeUndefined();
  });

  it("ends if a referrer of an image lists that image", async () => {
    const circle = buildIndex({ entries: [amd64], subject: { ...amd64.descriptor } });
    const signed: BuiltIndex = { ...circle };
    seedImage(bench.registry, "acme/app", "1", buildIndex({ entries: [amd64] }));
    seedImage(bench.registry, "acme/app", undefined, signed);
    expect((await push(["R/acme/app:1"], [`${to.host}/acme/app:1`])).failure).toBeUndefined();
  });
});

describe("the content of a tag is complete", () => {
  it("and a target with only a digest sets no tag", async () => {
    seedImage(bench.registry, "acme/app", "latest", arm64);
    seedImage(bench.registry, "acme/app", "1", buildIndex({ entries: [amd64] }));
    const { root } = await planOf(["R/acme/app:1"], ["R/acme/app:2"]);
    const outcome = await push(["R/acme/app:1"], [`R/other/app@${root.digest}`]);
    expect(outcome).toMatchObject({ tags: [] });
    expect(outcome.failure).toBeUndefined();
    expect(bench.registry.repository("other/app").tags.size).toBe(0);
    expect(bench.registry.repository("other/app").manifests.has(root.digest)).toBe(true);
    expect(bench.registry.repository("acme/app").tags.get("latest")).toBe(arm64.digest);
  });

  it("and an archive without a tag is refused as a target", async () => {
    seedImage(bench.registry, "acme/app", "1", amd64);
    const archive = `oci-archive://${path.join(bench.folder, "a.tar")}@${amd64.digest}`;
    await expect(bench.planRetag("R/acme/app:1", [archive])).rejects.toMatchObject({
      code: "input_invalid",
    });
  });

  it("and a layout without one of its layers gets no new tag", async () => {
    seedImage(bench.registry, "acme/app", "1", buildIndex({ entries: [amd64] }));
    const layout = `oci-layout://${path.join(bench.folder, "layout")}`;
    expect((await push(["R/acme/app:1"], [`${layout}:1`])).failure).toBeUndefined();
    const [layer] = amd64.layers;
    await rm(path.join(bench.folder, "layout", "blobs", "sha256", layer?.digest.slice(7) ?? ""));
    await expect(bench.planRetag(`${layout}:1`, [`${layout}:2`])).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringContaining(layer?.digest ?? "no layer") as string,
    });
  });

  it("and an image deleted after the preview is reported", async () => {
    seedImage(bench.registry, "acme/app", "amd64", amd64);
    seedImage(bench.registry, "acme/app", "arm64", arm64);
    const sources = ["R/acme/app:amd64", "R/acme/app:arm64"];
    await planOf(sources, ["R/acme/app:1"]);
    bench.registry.repository("acme/app").manifests.delete(amd64.digest);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
    try {
      await expect(planOf(sources, ["R/acme/app:1"])).rejects.toMatchObject({
        code: "not_found",
      });
    } finally {
      vi.useRealTimers();
    }
  });

  it("and an image deleted after planning is reported before a tag moves", async () => {
    seedImage(bench.registry, "acme/app", "amd64", amd64);
    seedImage(bench.registry, "acme/app", "arm64", arm64);
    const sources = ["R/acme/app:amd64", "R/acme/app:arm64"];
    const plan = await planOf(sources, ["R/acme/app:1"]);
    bench.registry.repository("acme/app").manifests.delete(amd64.digest);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
    try {
      const outcome = await bench.execute(plan);
      expect(outcome).toMatchObject({ failure: { code: "plan_stale" } });
      expect(puts(bench.registry)).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("and the children of a nested index that the target has are checked", async () => {
    const nested = buildIndex({ entries: [amd64] });
    seedImage(bench.registry, "acme/app", "1", buildIndex({ entries: [nested, arm64] }));
    to.repository("acme/app").manifests.set(nested.digest, {
      mediaType: nested.mediaType,
      bytes: nested.bytes,
    });
    const plan = await bench.planRetag("R/acme/app:1", [`${to.host}/acme/app:1`]);
    expect((await bench.execute(plan)).failure).toBeUndefined();
    expect(to.repository("acme/app").manifests.has(amd64.digest)).toBe(true);
  });
});

describe("the sources of a push", () => {
  it("replace each other if one lost a blob", async () => {
    seedImage(bench.registry, "acme/app", "1", buildIndex({ entries: [amd64] }));
    seedImage(bench.registry, "acme/copy", "1", buildIndex({ entries: [amd64, arm64] }));
    const sources = ["R/acme/app:1", "R/acme/copy:1"];
    bench.registry.repository("acme/app").manifests.delete(amd64.digest);
    expect((await push(sources, [`${to.host}/acme/app:1`])).failure).toBeUndefined();
  });

  it("include untagged content of the target, even if the registry does not list the repository", async () => {
    const entries = ["amd64", "arm64", "s390x", "ppc64le", "riscv64"].map((name) => linux(name));
    const nested = buildIndex({ entries: [linux("mips64le")] });
    const index = buildIndex({ entries: [...entries, nested] });
    seedImage(to, "acme/app", undefined, index);
    to.faults.add({ match: { path: /\/tags\/list/ }, do: { status: 404 } });
    const source = `${to.host}/acme/app@${index.digest}`;
    seedImage(bench.registry, "acme/app", "1", amd64);
    const outcome = await push([source, "R/acme/app:1"], [`${to.host}/acme/app:1`]);
    expect(outcome.failure).toBeUndefined();
    expect(puts(to)).toEqual([outcome.root.digest, "1"]);
  });

  it("are preferred if blobs can be mounted from them", async () => {
    seedImage(bench.registry, "acme/app", "1", amd64);
    seedImage(to, "acme/copy", "1", amd64);
    const plan = await planOf(
      ["R/acme/app:1", `${to.host}/acme/copy:1`],
      [`${to.host}/acme/app:1`],
    );
    expect(plan.repositories[0]?.blobs.map(({ action }) => action.kind)).toEqual([
      "mount",
      "mount",
    ]);
  });
});

describe("the outcome of a push", () => {
  it("reports a tag as moved although the response was lost", async () => {
    seedImage(bench.registry, "acme/app", "1", amd64);
    const plan = await planOf(["R/acme/app:1"], ["R/acme/app:2"]);
    const controller = new AbortController();
    const pushing = bench.engine.push(
      plan.id,
      {
        report: ({ id, state }) => {
          if (id.endsWith(":2") && state === "running") {
            // Another client pushes the same content meanwhile, and this push is cancelled.
            bench.registry.repository("acme/app").manifests.set(plan.root.digest, {
              mediaType: plan.root.mediaType,
              bytes: Buffer.from("{}"),
            });
            bench.registry.repository("acme/app").tags.set("2", plan.root.digest);
            controller.abort();
          }
        },
      },
      controller.signal,
    );
    expect(await pushing).toMatchObject({
      failure: { code: "cancelled" },
      tags: [{ kind: "moved" }],
    });
  });
});
