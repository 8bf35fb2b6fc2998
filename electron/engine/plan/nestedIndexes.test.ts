import { describe, expect, it } from "vitest";
import type { Plan } from "../../../shared/plan.ts";
import { dropsOf } from "../../testing/dropsOf.ts";
import { perTest } from "../../testing/perTest.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, linux, startWorkbench } from "../../testing/workbench.ts";
import { digestOf } from "../oci/digest.ts";
import {
  buildAttestation,
  buildIndex,
  describe as summarizeContent,
  type BuiltImage,
  type BuiltIndex,
} from "../sample/buildImage.ts";

const s390x = linux("s390x");

const bench = perTest(startWorkbench);

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
  for (let level = 0; level < 12; level += 1) {
    deep = indexOf(deep);
  }
  // The same image 100,000 times.
  let repeated = indexOf(amd64);
  for (let level = 0; level < 5; level += 1) {
    repeated = indexOf(...Array.from({ length: 10 }, () => repeated));
  }
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
    current: BuiltImage | BuiltIndex,
    next: BuiltImage | BuiltIndex,
    from = "acme/app",
    without: readonly BuiltIndex[] = [],
  ): Promise<Plan> {
    seedImage(bench.registry, "acme/app", "1", current);
    seedImage(bench.registry, from, "next", next);
    for (const { digest } of without) {
      bench.registry.repository("acme/app").manifests.delete(digest);
    }
    return await bench.planRetag(`R/${from}:next`, ["R/acme/app:1"], copyReferrers);
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
  ])("%s", async (_, current, next, dropped) => {
    const expected = dropped === undefined ? [] : [dropped];
    expect(dropsOf(await retagged(current, next))).toMatchObject(expected);
    expect(dropsOf(await retagged(current, next))).toHaveLength(expected.length);
    // From another repository, whose indexes the target does not have yet.
    const plan = await retagged(current, next, "acme/other");
    expect(dropsOf(plan)).toMatchObject(expected);
    expect(dropsOf(await bench.reopen(plan))).toMatchObject(expected);
  });

  it.each<[string, BuiltIndex, BuiltIndex, readonly BuiltIndex[]]>([
    ["a dropped nested index cannot be read", nested, indexOf(amd64), [indexOf(amd64, arm64)]],
    ["indexes are nested too deeply", deep, indexOf(amd64), []],
    ["indexes exceed the limit", crossed, indexOf(amd64), []],
  ])("or the drops are unknown if %s", async (_, current, next, without) => {
    expect(dropsOf(await retagged(current, next, "acme/other", without))).toEqual(["unknown"]);
  });

  it("unless the nested index that cannot be read stays", async () => {
    const lost = indexOf(arm64);
    const current = indexOf(amd64, lost);
    expect(
      dropsOf(await retagged(current, indexOf(amd64, lost, s390x), "acme/other", [lost])),
    ).toEqual([]);
  });
});
