import { describe, expect, it } from "vitest";
import type { Plan } from "../../../shared/plan.ts";
import { perTest } from "../../testing/perTest.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, signal, startWorkbench } from "../../testing/workbench.ts";
import { EngineError } from "../errors.ts";
import { Planner } from "../planner.ts";
import type { PushLogs } from "../push/pushLog.ts";
import { buildIndex } from "../sample/buildImage.ts";

const bench = perTest(startWorkbench);
const index = buildIndex({ entries: [amd64, arm64] });
const [layer] = amd64.layers;

/** Seeds the index twice, and deletes content of the first. */
function damage(digests: readonly string[]): void {
  for (const repository of ["acme/damaged", "acme/whole"]) {
    seedImage(bench.registry, repository, "1", index);
  }
  const { manifests, blobs } = bench.registry.repository("acme/damaged");
  for (const digest of digests) {
    expect(manifests.delete(digest) || blobs.delete(digest)).toBe(true);
  }
}

async function planRepair(text = "acme/damaged:1", ...places: readonly string[]): Promise<Plan> {
  const { host } = bench.registry;
  const from = (places.length > 0 ? places : ["acme/whole"]).map((place) => `${host}/${place}`);
  const request = { text: `${host}/${text}`, from };
  return await bench.engine.planner.planRepair(request, signal);
}

/** The digests that a plan pushes. */
function pushed({ repositories }: Plan): readonly string[] {
  return repositories
    .flatMap(({ blobs, manifests }) => [...blobs, ...manifests])
    .flatMap(({ digest, action }) => (action.kind === "exists" ? [] : [digest]));
}

describe("a repair", () => {
  it.each([
    ["an image", [arm64.digest]],
    ["a layer of an image that is there", [layer?.digest ?? ""]],
    ["a config", [amd64.config.digest]],
    ["an image with its config", [arm64.digest, arm64.config.digest]],
  ])("copies %s, and nothing else", async (_, digests) => {
    damage(digests);
    const plan = await planRepair();
    expect(pushed(plan).toSorted()).toEqual([...digests].toSorted());
    expect(plan.repositories[0]?.tags).toMatchObject([
      { before: index.digest, after: index.digest },
    ]);
    expect(plan).toMatchObject({ kind: "repair", version: 2, command: "" });
    const outcome = await bench.execute(plan);
    expect(outcome.failure).toBeUndefined();
    const [damaged, whole] = ["acme/damaged", "acme/whole"].map((name) =>
      bench.registry.repository(name),
    );
    expect(damaged?.tags).toEqual(whole?.tags);
    for (const [digest, { bytes }] of whole?.manifests ?? []) {
      expect(damaged?.manifests.get(digest)?.bytes).toEqual(bytes);
    }
    expect(new Set(damaged?.blobs.keys())).toEqual(new Set(whole?.blobs.keys()));
  });

  it("of content without a tag pushes by digest", async () => {
    damage([arm64.digest]);
    const plan = await planRepair(`acme/damaged@${index.digest}`);
    expect(plan.repositories[0]?.tags).toEqual([]);
    expect((await bench.execute(plan)).failure).toBeUndefined();
    expect(bench.registry.repository("acme/damaged").manifests.has(arm64.digest)).toBe(true);
  });

  it("takes each part from the place that has it", async () => {
    damage([arm64.digest, layer?.digest ?? "", amd64.config.digest]);
    const { registry } = bench;
    // One place has the image for arm64 with its content, another the layer, a third the config.
    seedImage(registry, "acme/one", undefined, arm64);
    registry
      .repository("acme/two")
      .blobs.set(layer?.digest ?? "", layer?.bytes ?? new Uint8Array());
    registry.repository("acme/three").blobs.set(amd64.config.digest, amd64.config.bytes);
    const places = ["acme/one", "acme/two", "acme/three"];
    for (const some of [["acme/one"], ["acme/one", "acme/two"]]) {
      await expect(planRepair("acme/damaged:1", ...some)).rejects.toMatchObject({
        code: "not_found",
        message: expect.stringContaining(amd64.config.digest) as string,
      });
    }
    const plan = await planRepair("acme/damaged:1", ...places);
    expect((await bench.execute(plan)).failure).toBeUndefined();
    const { blobs, manifests } = registry.repository("acme/damaged");
    expect(manifests.has(arm64.digest)).toBe(true);
    expect([layer?.digest ?? "", amd64.config.digest].every((digest) => blobs.has(digest))).toBe(
      true,
    );
  });

  it("copies the layer of an image without an index", async () => {
    for (const repository of ["acme/damaged", "acme/whole"]) {
      seedImage(bench.registry, repository, "1", amd64);
    }
    bench.registry.repository("acme/damaged").blobs.delete(layer?.digest ?? "");
    const plan = await planRepair();
    expect(pushed(plan)).toEqual([layer?.digest]);
    expect((await bench.execute(plan)).failure).toBeUndefined();
  });

  it("names what the other place lacks, too", async () => {
    damage([arm64.digest]);
    await expect(planRepair("acme/damaged:1", "acme/empty")).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringContaining(arm64.digest) as string,
    });
  });

  it("finds places that had the content in earlier pushes", async () => {
    const { host } = bench.registry;
    seedImage(bench.registry, "acme/whole", "1", index);
    await bench.execute(
      await bench.planRetag("R/acme/whole:1", ["R/acme/damaged:1", "R/acme/copy:1"]),
    );
    const content = { repository: `${host}/acme/damaged`, digest: index.digest };
    expect(await bench.engine.planner.findDonors(content)).toEqual([
      `${host}/acme/whole`,
      `${host}/acme/copy`,
    ]);
    expect(await bench.engine.planner.findDonors({ ...content, digest: amd64.digest })).toEqual([]);
  });

  it("suggests no place that only a plan from a file names", async () => {
    seedImage(bench.registry, "acme/whole", "1", index);
    const planned = await bench.planRetag("R/acme/whole:1", ["R/acme/damaged:1"]);
    await bench.execute(await bench.engine.planner.openPlan(planned, signal));
    const content = { repository: `${bench.registry.host}/acme/damaged`, digest: index.digest };
    expect(await bench.engine.planner.findDonors(content)).toEqual([]);
  });

  it("reads the logs of earlier pushes one after another, and skips those it cannot read", async () => {
    seedImage(bench.registry, "acme/whole", "1", index);
    const planned = await bench.planRetag("R/acme/whole:1", ["R/acme/copy:1"]);
    let reads = 0;
    let mostReads = 0;
    const logs: Pick<PushLogs, "findPushes" | "read"> = {
      findPushes: async () => ["lost", "kept", "lost"],
      async read(id) {
        reads += 1;
        mostReads = Math.max(mostReads, reads);
        await Promise.resolve();
        reads -= 1;
        if (id === "lost") {
          throw new EngineError("not_found", "The journal has no such entry.");
        }
        return { plan: planned, isFromFile: false, previous: new Map(), related: new Map() };
      },
    };
    const planner = new Planner({ logs } as unknown as ConstructorParameters<typeof Planner>[0]);
    const content = { repository: "r.example/acme/app", digest: index.digest };
    expect(await planner.findDonors(content)).toContain(`${bench.registry.host}/acme/copy`);
    expect(mostReads).toBe(1);
  });

  it("needs another place", async () => {
    damage([arm64.digest]);
    await expect(planRepair("acme/damaged:1", "acme/damaged:2")).rejects.toMatchObject({
      code: "input_invalid",
    });
  });
});
