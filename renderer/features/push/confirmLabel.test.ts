import { describe, expect, it } from "vitest";
import type { Plan, TagMove } from "../../../shared/plan.ts";
import {
  digestOf,
  makeExistingPlan,
  makeMove,
  makePart,
  makePlan,
} from "../../testing/fixtures.ts";
import { confirmLabel } from "./confirmLabel.ts";

function move(tag: string, before: string | null): TagMove {
  return makeMove({ name: `r:${tag}`, tag, before: before === null ? null : digestOf(before) });
}

function planWith(...tags: readonly TagMove[]): Plan {
  return makePlan({ repositories: [makePart({ tags })] });
}

describe("confirmLabel", () => {
  it.each([
    [[move("1.4", "ab")], "Move tag 1.4 to c8c8c8c8c8c8"],
    [[move("1.4", "ab"), move("latest", "cd")], "Move 2 tags to c8c8c8c8c8c8"],
    [[move("1.4", null)], "Create tag 1.4 at c8c8c8c8c8c8"],
    [
      [move("1", null), move("2", "ab"), move("3", "ab")],
      "Create tag 1 and move 2 tags to c8c8c8c8c8c8",
    ],
    [[move("1.4", "c8")], "Copy missing content"],
  ])("names what the button does: %#", (tags, label) => {
    expect(confirmLabel(planWith(...tags))).toBe(label);
  });

  it.each([
    [[move("1.4", "ab")], "Restore tag 1.4 to c8c8c8c8c8c8"],
    [[move("1.4", null)], "Restore tag 1.4 to c8c8c8c8c8c8"],
    [[move("1.4", "c8")], "Copy missing content"],
    [[], "Restore manifest c8c8c8c8c8c8"],
  ])("names the digest that a tag is restored to: %#", (tags, label) => {
    expect(confirmLabel({ ...planWith(...tags), kind: "restore" })).toBe(label);
  });

  it("shortens a long tag in the middle unless another length is given", () => {
    const tag = `release-${"x".repeat(112)}-arm64v8`;
    const plan = planWith(move(tag, "ab"));
    expect(confirmLabel(plan)).toBe("Move tag release-xxxx…xxx-arm64v8 to c8c8c8c8c8c8");
    expect(confirmLabel(plan, Infinity)).toBe(`Move tag ${tag} to c8c8c8c8c8c8`);
  });

  it("returns undefined if everything exists", () => {
    expect(confirmLabel(makeExistingPlan())).toBeUndefined();
  });
});
