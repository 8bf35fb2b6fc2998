import { describe, expect, it } from "vitest";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { Plan, PlannedManifest, TagMove } from "../../../shared/plan.ts";
import { digestOf, makeMove, makePart, makePlan } from "../../testing/fixtures.ts";
import { groupBlobs } from "./groupBlobs.ts";
import { sumPlan } from "./planTotals.ts";
import { confirmLabel, summarizePlan } from "./planSummary.ts";

function move(tag: string, before: string | null): TagMove {
  return makeMove({ name: `r:${tag}`, tag, before: before === null ? null : digestOf(before) });
}

function planWith(...tags: readonly TagMove[]): Plan {
  return makePlan({ repositories: [makePart({ tags })] });
}

/** Everything is there already. */
function planOfNothing(): Plan {
  const manifests = makePart().manifests.map((manifest) => ({
    ...manifest,
    action: { kind: "exists" as const },
  }));
  return makePlan({
    repositories: [makePart({ blobs: [], manifests, tags: [move("1.4", "c8")] })],
  });
}

describe("sumPlan", () => {
  it("adds up what travels, what is mounted and what is put", () => {
    expect(sumPlan(makePlan())).toMatchObject({
      copiedBytes: 41_251_402,
      copiedBlobs: 2,
      mountedBlobs: 1,
      putManifests: 2,
      requests: { reads: 6, writes: 7 },
    });
  });
});

describe("totalWords", () => {
  it("says what travels, what follows, what is left out, and what it takes", () => {
    const plan = makePlan({
      repositories: [makePart(), makePart({ repository: "r" })].map((each) => ({
        ...each,
        blobs: each.blobs.map((blob, at) =>
          at === 0 ? { ...blob, action: { kind: "skip" as const } } : blob,
        ),
        manifests: each.manifests.map((manifest, at) =>
          at < 2 ? { ...manifest, role: "referrer" as const } : manifest,
        ),
        tags: [
          ...each.tags,
          { ...move("sha256-c8.sig", null), after: digestOf("51"), noClobber: true },
        ],
      })),
    });
    expect(summarizePlan(plan)).toBe(
      "82.5 MB to copy in 4 blobs · 2 linked, no upload · 4 manifests to put, 2 of them referrers · " +
        "with 2 signature tags · leaves out 2 foreign layers · 12 reads, 14 writes",
    );
    // What follows the image is no tag that the push is for.
    expect(confirmLabel(plan)).toBe("Move 2 tags to c8c8c8c8c8c8");
  });

  it.each([
    ["put", { kind: "put", from: "a" }, "3 manifests to put, 1 of them an attestation"],
    ["there", { kind: "exists" }, "2 manifests to put"],
  ] as const)("counts an attestation that is %s", (_, action, words) => {
    const attestation: PlannedManifest = {
      digest: digestOf("a7"),
      mediaType: mediaTypes.ociManifest,
      size: 800,
      role: "attestation",
      height: 0,
      action,
    };
    const manifests = [attestation, ...makePart().manifests];
    const plan = makePlan({ repositories: [makePart({ manifests })] });
    expect(summarizePlan(plan).split(" · ")).toContain(words);
  });

  it("says nothing else where there is nothing to push", () => {
    expect(summarizePlan(planOfNothing())).toBe("Nothing to push");
  });
});

describe("confirmLabel", () => {
  it.each([
    [[move("1.4", "ab")], "Move tag 1.4 to c8c8c8c8c8c8"],
    [[move("1.4", "ab"), move("latest", "cd")], "Move 2 tags to c8c8c8c8c8c8"],
    [[move("1.4", null)], "Create tag 1.4 at c8c8c8c8c8c8"],
    [
      [move("1", null), move("2", "ab"), move("3", "ab")],
      "Create tag 1 and move 2 tags to c8c8c8c8c8c8",
    ],
    [[move("1.4", "c8")], "Copy what is missing"],
  ])("names what the button does", (tags, label) => {
    expect(confirmLabel(planWith(...tags))).toBe(label);
  });

  it.each([
    [[move("1.4", "ab")], "Put 1.4 back to c8c8c8c8c8c8"],
    [[move("1.4", null)], "Put 1.4 back to c8c8c8c8c8c8"],
    [[move("1.4", "c8")], "Copy what is missing"],
  ])("says where a tag is put back to", (tags, label) => {
    expect(confirmLabel({ ...planWith(...tags), kind: "restore" })).toBe(label);
  });

  it("shortens a long tag in its middle, unless the whole is asked for", () => {
    const tag = `release-${"x".repeat(112)}-arm64v8`;
    const plan = planWith(move(tag, "ab"));
    expect(confirmLabel(plan)).toBe("Move tag release-xxxx…xxx-arm64v8 to c8c8c8c8c8c8");
    expect(confirmLabel(plan, Infinity)).toBe(`Move tag ${tag} to c8c8c8c8c8c8`);
  });

  it("has nothing to confirm where everything is there", () => {
    expect(confirmLabel(planOfNothing())).toBeNull();
  });
});

describe("groupBlobs", () => {
  it("groups by fate and origin, what travels first, and loses none", () => {
    const blobs = makePlan().repositories.flatMap((repository) => repository.blobs);
    const groups = groupBlobs(blobs);
    expect(groups.map(({ kind, from, size }) => [kind, from, size])).toEqual([
      ["copy", "docker.io/library/alpine", 41_251_402],
      ["mount", "ghcr.io/acme/base", 3_100_000],
      ["exists", null, 28_400_000],
    ]);
    expect(groups.flatMap((group) => group.blobs)).toHaveLength(blobs.length);
  });
});
