import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Plan, TagDrop } from "../../../shared/plan.ts";
import {
  buildAttestation,
  buildImage,
  buildIndex,
  describe as summarizeContent,
  type BuiltImage,
  type BuiltIndex,
} from "../sample/buildImage.ts";
import { digestOf } from "../oci/digest.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, linux, signal, startWorkbench } from "../../testing/workbench.ts";
import { formatPlanFile, readPlanFile } from "./planFile.ts";
import { perTest } from "../../testing/perTest.ts";

const s390x = linux("s390x");
const attestation = buildAttestation(s390x);

const bench = perTest(startWorkbench);

function seed(tag: string, image: Parameters<typeof seedImage>[3], repository = "acme/app"): void {
  seedImage(bench.registry, repository, tag, image);
}

async function planOf(sources: readonly string[], target: string): Promise<Plan> {
  const draft = bench.draftOf(sources, [target]);
  const shown = await bench.engine.preview(draft, signal);
  return await bench.engine.planPreview(shown.id, signal);
}

/** Saves a plan and opens it in a restarted engine. */
async function reopened(
  plan: Plan,
  change: (text: string) => string = (text) => text,
): Promise<Plan> {
  const file = path.join(bench.folder, "plan.json");
  await writeFile(file, change(new TextDecoder().decode(formatPlanFile(plan))));
  const again = bench.restart();
  try {
    return await again.openPlan(await readPlanFile(file, signal), signal);
  } finally {
    await again.close();
  }
}

function told({ drops }: Plan): unknown {
  return drops?.map((drop) =>
    drop.kind === "unknown" ? drop.kind : { ...drop, entries: platformsOf(drop) },
  );
}

function platformsOf({ entries }: Extract<TagDrop, { kind: "known" }>): unknown {
  return entries.map(({ platform, kind }) => platform ?? kind);
}

describe("a plan lists what its tags drop", () => {
  const held = buildIndex({
    entries: [amd64, s390x, attestation],
    annotations: { k: "v", kept: "no" },
  });
  const dropped = {
    kind: "known",
    entries: ["linux/s390x"],
    platforms: ["linux/s390x"],
    attestations: 1,
    annotations: ["k", "kept"],
  };

  it.each(["made", "saved and opened after a restart"])("when it is %s", async (when) => {
    seed("1", held);
    const plan = await planOf(["R/acme/app:amd64", "R/acme/app:arm64"], "R/acme/app:1");
    expect(plan.repositories[0]?.manifests.at(-1)?.action).toEqual({ kind: "build" });
    const shown = when === "made" ? plan : await reopened(plan);
    expect(told(shown)).toEqual([{ ...dropped, name: `${bench.registry.host}/acme/app:1` }]);
  });

  it("and refuses drops in a file", async () => {
    seed("1", held);
    const plan = await planOf(["R/acme/app:amd64"], "R/acme/app:1");
    const changed = (text: string): string =>
      JSON.stringify({ ...(JSON.parse(text) as object), drops: [] });
    await expect(reopened(plan, changed)).rejects.toMatchObject({ code: "input_invalid" });
  });

  it("for a retag, a restore and a resumed push", async () => {
    const { engine, registry } = bench;
    const target = `${registry.host}/acme/app:1`;
    seed("1", held);
    const copyReferrers = { referrers: "none", digestTags: false } as const;
    const retag = await engine.planRetag(
      `${registry.host}/acme/app:arm64`,
      [target],
      copyReferrers,
      signal,
    );
    // The platform of an image is in its config.
    expect(told(retag)).toMatchObject([{ platforms: ["linux/amd64", "linux/s390x"] }]);
    const { journalId } = await engine.push(retag.id, signal, () => {});
    const restore = await engine.planRestore(journalId, target, signal);
    expect(told(restore)).toMatchObject([{ platforms: ["linux/arm64/v8"], annotations: [] }]);
    registry.repository("acme/app").tags.set("1", held.digest);
    expect(told(await engine.planResume(journalId, signal))).toMatchObject([
      { platforms: ["linux/amd64", "linux/s390x"] },
    ]);
  });

  it("for a tag that moved since the plan was made", async () => {
    seed("1", amd64);
    const plan = await planOf(["R/acme/app:amd64"], "R/acme/app:1");
    expect(plan.drops).toEqual([]);
    seed("1", held);
    expect(told(await reopened(plan))).toMatchObject([{ platforms: ["linux/s390x"] }]);
  });

  it("or that they are unknown if the current content cannot be read", async () => {
    seed("1", held);
    const plan = await planOf(["R/acme/app:amd64"], "R/acme/app:1");
    bench.registry.repository("acme/app").manifests.set(held.digest, {
      mediaType: held.mediaType,
      bytes: Buffer.from("{}"),
    });
    expect(told(await reopened(plan))).toEqual(["unknown"]);
  });
});

describe("the images of nested indexes count as entries", () => {
  const copyReferrers = { referrers: "none", digestTags: false } as const;
  const indexOf = (...entries: readonly (BuiltImage | BuiltIndex)[]): BuiltIndex =>
    buildIndex({ entries });
  /** Lists an entry with another platform, or with none. */
  function listedAs<T extends BuiltImage | BuiltIndex>(entry: T, platform: object | undefined): T {
    const { platform: _, ...descriptor } = entry.descriptor;
    return { ...entry, descriptor: { ...descriptor, ...(platform ? { platform } : {}) } };
  }
  const nested = indexOf(indexOf(amd64, arm64));
  const attested = indexOf(indexOf(amd64, buildAttestation(amd64)));
  let deep = indexOf(amd64);
  for (let level = 0; level < 12; level += 1) deep = indexOf(deep);
  // The same image 100,000 times.
  let repeated = indexOf(amd64);
  for (let level = 0; level < 5; level += 1)
    repeated = indexOf(...Array.from({ length: 10 }, () => repeated));
  // 330 images for 330 platforms each.
  const images = Array.from({ length: 330 }, (_, at) => ({
    ...amd64,
    descriptor: { ...summarizeContent(amd64), digest: digestOf(Buffer.from([at >> 8, at & 0xff])) },
  }));
  const manyImages = indexOf(...images);
  const crossed = indexOf(
    ...images.map((_, at) => listedAs(manyImages, { os: "linux", architecture: `a${at}` })),
  );
  const dropping = { entries: ["linux/arm64/v8"], platforms: ["linux/arm64/v8"], attestations: 0 };

  async function retagged(
    held: BuiltImage | BuiltIndex,
    next: BuiltImage | BuiltIndex,
    from = "acme/app",
    without: readonly BuiltIndex[] = [],
  ): Promise<Plan> {
    seed("1", held);
    seed("next", next, from);
    const { host } = bench.registry;
    for (const { digest } of without)
      bench.registry.repository("acme/app").manifests.delete(digest);
    return await bench.engine.planRetag(
      `${host}/${from}:next`,
      [`${host}/acme/app:1`],
      copyReferrers,
      signal,
    );
  }

  it.each<[string, BuiltImage | BuiltIndex, BuiltImage | BuiltIndex, object | undefined]>([
    ["a nested index that loses an image", nested, indexOf(indexOf(amd64)), dropping],
    ["a nested index and some of its images", nested, indexOf(amd64), dropping],
    ["a nested index and one of its images alone", nested, amd64, dropping],
    ["an index in a nested one", indexOf(nested), indexOf(indexOf(indexOf(amd64))), dropping],
    ["images and a nested index of some", indexOf(amd64, arm64), indexOf(indexOf(amd64)), dropping],
    ["images and a nested index of them", indexOf(amd64, arm64), nested, undefined],
    ["a nested index and its images", nested, indexOf(arm64, amd64), undefined],
    ["a nested index and one more", nested, indexOf(indexOf(amd64, arm64, s390x)), undefined],
    [
      "one image, in two indexes and in one",
      indexOf(indexOf(amd64), indexOf(amd64)),
      indexOf(amd64),
      undefined,
    ],
    ["one image, a hundred thousand times and once", repeated, indexOf(amd64), undefined],
    [
      "an attestation in a nested index",
      attested,
      indexOf(amd64),
      { platforms: [], attestations: 1 },
    ],
    [
      "a platform that only the entry of the nested index has",
      indexOf(
        amd64,
        listedAs(indexOf(listedAs(s390x, undefined)), { os: "linux", architecture: "s390x" }),
      ),
      indexOf(amd64),
      { platforms: ["linux/s390x"] },
    ],
  ])("%s", async (_, held, next, dropped) => {
    const expected = dropped === undefined ? [] : [dropped];
    expect(told(await retagged(held, next))).toMatchObject(expected);
    expect(told(await retagged(held, next))).toHaveLength(expected.length);
    // From another repository, whose indexes the target does not have yet.
    const plan = await retagged(held, next, "acme/other");
    expect(told(plan)).toMatchObject(expected);
    expect(told(await reopened(plan))).toMatchObject(expected);
  });

  it.each<[string, BuiltIndex, BuiltIndex, readonly BuiltIndex[]]>([
    ["a dropped nested index cannot be read", nested, indexOf(amd64), [indexOf(amd64, arm64)]],
    ["indexes are nested too deeply", deep, indexOf(amd64), []],
    ["indexes exceed the limit", crossed, indexOf(amd64), []],
  ])("or the drops are unknown if %s", async (_, held, next, without) => {
    expect(told(await retagged(held, next, "acme/other", without))).toEqual(["unknown"]);
  });

  it("unless the nested index that cannot be read stays", async () => {
    const lost = indexOf(arm64);
    const held = indexOf(amd64, lost);
    expect(told(await retagged(held, indexOf(amd64, lost, s390x), "acme/other", [lost]))).toEqual(
      [],
    );
  });
});

it("lists dropped annotations with the names of object methods", async () => {
  const annotations = { constructor: "a", toString: "b", kept: "c" };
  seed("1", buildIndex({ entries: [amd64, s390x], annotations }));
  seed("next", buildIndex({ entries: [amd64, s390x], annotations: { kept: "d" } }));
  const plan = await planOf(["R/acme/app:next"], "R/acme/app:1");
  expect(plan.drops).toMatchObject([{ annotations: ["constructor", "toString"] }]);
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
  expect(told(plan)).toMatchObject([{ entries: ["linux/amd64"], platforms: ["linux/s390"] }]);
});

describe("a plan file is not trusted", () => {
  it("for the platforms, roles and types of the root's entries, and for the command", async () => {
    seed("multi", buildIndex({ entries: [amd64, s390x, attestation] }));
    const plan = await planOf(["R/acme/app:multi", "R/acme/app:arm64"], "R/acme/app:1");
    expect(plan.command).toContain("docker buildx imagetools create");
    const opened = await reopened(plan, (text) => {
      const changed = JSON.parse(text) as Record<string, unknown> & Plan;
      for (const manifest of changed.repositories[0]?.manifests ?? [])
        Object.assign(manifest, {
          platform: "linux/riscv64",
          mediaType: "text/plain",
          ...(manifest.role === "root" ? {} : { role: "referrer" }),
        });
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
