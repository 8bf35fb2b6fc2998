import { describe, expect, it } from "vitest";
import type { Plan, TagMove } from "../../../shared/plan.ts";
import { digestOf, makePlan } from "../../testing/fixtures.ts";
import { groupBlobs } from "./groupBlobs.ts";
import { confirmLabel, planTotals } from "./planTotals.ts";

function move(tag: string, before: string | null): TagMove {
  return {
    name: `r:${tag}`,
    tag,
    before: before === null ? null : digestOf(before),
    after: digestOf("c8"),
  };
}

function planWith(...tags: readonly TagMove[]): Plan {
  return makePlan({ repositories: makePlan().repositories.map((plan) => ({ ...plan, tags })) });
}

describe("planTotals", () => {
  it("adds up what travels, what is mounted and what is put", () => {
    expect(planTotals(makePlan())).toMatchObject({
      copiedBytes: 41_251_402,
      copiedBlobs: 2,
      mountedBlobs: 1,
      putManifests: 2,
    });
  });
});

describe("confirmLabel", () => {
  it.each([
    [[move("1.4", "ab")], "Move tag 1.4 to c8c8…c8c8"],
    [[move("1.4", "ab"), move("latest", "cd")], "Move 2 tags to c8c8…c8c8"],
    [[move("1.4", null)], "Create tag 1.4 at c8c8…c8c8"],
    [
      [move("1", null), move("2", "ab"), move("3", "ab")],
      "Create tag 1 and move 2 tags to c8c8…c8c8",
    ],
    [[move("1.4", "c8")], "Copy what is missing"],
  ])("names what the button does", (tags, label) => {
    expect(confirmLabel(planWith(...tags))).toBe(label);
  });

  it("shortens a long tag in its middle, unless the whole is asked for", () => {
    const tag = `release-${"x".repeat(112)}-arm64v8`;
    const plan = planWith(move(tag, "ab"));
    expect(confirmLabel(plan)).toBe("Move tag release-xxxx…xxx-arm64v8 to c8c8…c8c8");
    expect(confirmLabel(plan, Infinity)).toBe(`Move tag ${tag} to c8c8…c8c8`);
  });

  it("has nothing to confirm where everything is there", () => {
    const plan = planWith(move("1.4", "c8"));
    const done: Plan = {
      ...plan,
      repositories: plan.repositories.map((repository) => ({
        ...repository,
        blobs: [],
        manifests: repository.manifests.map((manifest) => ({
          ...manifest,
          action: { kind: "exists" as const },
        })),
      })),
    };
    expect(confirmLabel(done)).toBeNull();
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
