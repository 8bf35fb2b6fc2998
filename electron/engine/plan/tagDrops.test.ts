import { describe, expect, it } from "vitest";
import type { Plan } from "../../../shared/plan.ts";
import { buildAttestation, buildImage, buildIndex, type BuiltImage } from "../sample/buildImage.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, linux, signal, startWorkbench } from "../../testing/workbench.ts";
import { dropsOf } from "../../testing/dropsOf.ts";
import { perTest } from "../../testing/perTest.ts";

const s390x = linux("s390x");
const attestation = buildAttestation(s390x);

const bench = perTest(startWorkbench);

function seed(tag: string, image: Parameters<typeof seedImage>[3], repository = "acme/app"): void {
  seedImage(bench.registry, repository, tag, image);
}

async function planOf(sources: readonly string[], target: string): Promise<Plan> {
  return await bench.plan(bench.draftOf(sources, [target]));
}

describe("a plan lists what its tags drop", () => {
  const current = buildIndex({
    entries: [amd64, s390x, attestation],
    annotations: { k: "v", kept: "no" },
  });
  const dropped = {
    kind: "known",
    entries: ["linux/s390x"],
    platforms: ["linux/s390x"],
    attestations: 1,
    annotations: ["k", "kept"],
    entryAnnotations: 0,
    fields: [],
  };

  it.each(["made", "saved and opened after a restart"])("when it is %s", async (when) => {
    seed("1", current);
    const plan = await planOf(["R/acme/app:amd64", "R/acme/app:arm64"], "R/acme/app:1");
    expect(plan.repositories[0]?.manifests.at(-1)?.action).toEqual({ kind: "build" });
    const shown = when === "made" ? plan : await bench.reopen(plan);
    expect(dropsOf(shown)).toEqual([{ ...dropped, name: `${bench.registry.host}/acme/app:1` }]);
    expect(
      shown.contents?.map(({ digest, rows }) => [digest, rows.map(({ platform }) => platform)]),
    ).toEqual([
      [plan.root.digest, ["linux/amd64", "linux/arm64"]],
      [plan.repositories[0]?.tags[0]?.before, ["linux/amd64", "linux/s390x"]],
    ]);
  });

  it("and refuses drops in a file", async () => {
    seed("1", current);
    const plan = await planOf(["R/acme/app:amd64"], "R/acme/app:1");
    const changed = (text: string): string =>
      JSON.stringify({ ...(JSON.parse(text) as object), drops: [] });
    await expect(bench.reopen(plan, changed)).rejects.toMatchObject({ code: "input_invalid" });
  });

  it("for a retag, a restore and a resumed push", async () => {
    const { engine, registry } = bench;
    const target = `${registry.host}/acme/app:1`;
    seed("1", current);
    const copyReferrers = { referrers: "none", digestTags: false } as const;
    const retag = await engine.planner.planRetag(
      { source: `${registry.host}/acme/app:arm64`, targets: [target], copyReferrers },
      signal,
    );
    // The platform of an image is in its config.
    expect(dropsOf(retag)).toMatchObject([{ platforms: ["linux/amd64", "linux/s390x"] }]);
    const { journalId } = await engine.push(retag.id, { report: () => {} }, signal);
    const restore = await engine.planner.planRestore({ journalId, name: target }, signal);
    expect(dropsOf(restore)).toMatchObject([{ platforms: ["linux/arm64/v8"], annotations: [] }]);
    registry.repository("acme/app").tags.set("1", current.digest);
    expect(dropsOf(await engine.planner.planResume(journalId, signal))).toMatchObject([
      { platforms: ["linux/amd64", "linux/s390x"] },
    ]);
  });

  it("for a tag that moved since the plan was made", async () => {
    seed("1", amd64);
    const plan = await planOf(["R/acme/app:amd64"], "R/acme/app:1");
    expect(plan.drops).toEqual([]);
    seed("1", current);
    expect(dropsOf(await bench.reopen(plan))).toMatchObject([{ platforms: ["linux/s390x"] }]);
  });

  it("or that they are unknown if the current content cannot be read", async () => {
    seed("1", current);
    const plan = await planOf(["R/acme/app:amd64"], "R/acme/app:1");
    bench.registry.repository("acme/app").manifests.set(current.digest, {
      mediaType: current.mediaType,
      bytes: Buffer.from("{}"),
    });
    expect(dropsOf(await bench.reopen(plan))).toEqual(["unknown"]);
  });
});

it("lists dropped annotations with the names of object methods", async () => {
  const annotations = { constructor: "a", toString: "b", kept: "c" };
  seed("1", buildIndex({ entries: [amd64, s390x], annotations }));
  seed("next", buildIndex({ entries: [amd64, s390x], annotations: { kept: "d" } }));
  const plan = await planOf(["R/acme/app:next"], "R/acme/app:1");
  expect(plan.drops).toMatchObject([{ annotations: ["constructor", "toString"] }]);
});

it("lists annotations of entries that stay, and fields of the index", async () => {
  const annotated = { ...amd64, descriptor: { ...amd64.descriptor, annotations: { a: "1" } } };
  const artifactType = "application/vnd.example.release.v1+json";
  seed("1", buildIndex({ entries: [annotated], artifactType, subject: s390x.descriptor }));
  seed("next", buildIndex({ entries: [amd64] }));
  const plan = await planOf(["R/acme/app:next"], "R/acme/app:1");
  expect(plan.drops).toMatchObject([
    { entries: [], entryAnnotations: 1, fields: ["artifactType", "subject"] },
  ]);
});

describe("an equivalent platform is not dropped", () => {
  function written(platform: Readonly<Record<string, string>>, layer = "x"): BuiltImage {
    return buildImage({
      platform: platform as unknown as Parameters<typeof buildImage>[0]["platform"],
      layers: [{ layer }],
    });
  }
  const os = "linux";

  it.each<[string, BuiltImage, BuiltImage]>([
    [
      "arm64 and arm64/v8",
      written({ os, architecture: "arm64" }),
      written({ os, architecture: "arm64", variant: "v8" }),
    ],
    [
      "arm and arm/v7",
      written({ os, architecture: "arm" }),
      written({ os, architecture: "arm", variant: "v7" }),
    ],
    [
      "amd64/v1 and x86_64",
      written({ os, architecture: "amd64", variant: "v1" }),
      written({ os, architecture: "x86_64" }),
    ],
    [
      "two revisions of one Windows build",
      written({ os: "windows", architecture: "amd64", "os.version": "10.0.17763.1" }),
      written({ os: "windows", architecture: "amd64", "os.version": "10.0.17763.2" }, "y"),
    ],
  ])("%s", async (_, before, after) => {
    for (const [old, next] of [
      [before, after],
      [after, before],
    ] as const) {
      seed("1", buildIndex({ entries: [old, s390x] }));
      seed("next", buildIndex({ entries: [next, s390x] }));
      expect((await planOf(["R/acme/app:next"], "R/acme/app:1")).drops).toEqual([]);
    }
  });

  it.each<[string, BuiltImage, BuiltImage]>([
    [
      "two variants",
      written({ os, architecture: "arm", variant: "v6" }),
      written({ os, architecture: "arm", variant: "v7" }),
    ],
    [
      "two versions of macOS",
      written({ os: "darwin", architecture: "arm64", "os.version": "macOS 13" }),
      written({ os: "darwin", architecture: "arm64", "os.version": "macOS 14" }),
    ],
    [
      "two Windows builds",
      written({ os: "windows", architecture: "amd64", "os.version": "10.0.17763.1" }),
      written({ os: "windows", architecture: "amd64", "os.version": "10.0.20348.1" }),
    ],
  ])("but a platform is dropped between %s", async (_, before, after) => {
    seed("1", buildIndex({ entries: [before, s390x] }));
    seed("next", buildIndex({ entries: [after, s390x] }));
    const plan = await planOf(["R/acme/app:next"], "R/acme/app:1");
    expect(plan.drops).toMatchObject([{ platforms: { length: 1 }, entries: { length: 1 } }]);
  });
});

it("drops the platform of an image that is removed or changed, unless another image has it", async () => {
  const other = buildImage({
    platform: { os: "linux", architecture: "amd64" },
    layers: [{ a: "b" }],
  });
  const renamed = {
    ...s390x,
    descriptor: { ...s390x.descriptor, platform: { os: "linux", architecture: "s390" } },
  };
  seed("1", buildIndex({ entries: [amd64, other, renamed, attestation] }));
  seed("next", buildIndex({ entries: [amd64, s390x, attestation] }));
  const plan = await planOf(["R/acme/app:next"], "R/acme/app:1");
  expect(dropsOf(plan)).toMatchObject([{ entries: ["linux/amd64"], platforms: ["linux/s390"] }]);
});

describe("a plan file is not trusted", () => {
  it("for the platforms, roles and types of the root's entries, and for the command", async () => {
    seed("multi", buildIndex({ entries: [amd64, s390x, attestation] }));
    const plan = await planOf(["R/acme/app:multi", "R/acme/app:arm64"], "R/acme/app:1");
    expect(plan.command).toContain("docker buildx imagetools create");
    const opened = await bench.reopen(plan, (text) => {
      const changed = JSON.parse(text) as Record<string, unknown> & Plan;
      for (const manifest of changed.repositories[0]?.manifests ?? []) {
        Object.assign(manifest, {
          platform: "linux/riscv64",
          mediaType: "text/plain",
          ...(manifest.role === "root" ? {} : { role: "referrer" }),
        });
      }
      return JSON.stringify({ ...changed, command: "rm -rf ~" });
    });
    const described = ({ repositories }: Plan): unknown =>
      repositories[0]?.manifests.map(({ digest, mediaType, size, role, platform }) => ({
        digest,
        mediaType: digest === plan.root.digest ? plan.root.mediaType : mediaType,
        size,
        role,
        platform,
      }));
    expect(described(opened)).toEqual(described(plan));
    expect(opened.command).toMatch(/^docker buildx imagetools create -t /);
    expect(opened.command).not.toContain("rm -rf");
  });
});
