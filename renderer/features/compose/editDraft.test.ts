import { describe, expect, it } from "vitest";
import type { Draft } from "../../../shared/draft.ts";
import { makeDraft } from "../../testing/fixtures.ts";
import {
  addTargets,
  draftToSend,
  moveSources,
  removeSources,
  restoreSources,
  stepSource,
} from "./editDraft.ts";

const draft = makeDraft(["a", "b", "c", "d"]);

function order({ sources }: Draft): string {
  return sources.map(({ text }) => text).join("");
}

describe("moveSources", () => {
  it("moves sources together before another one, in their order", () => {
    expect(order(moveSources(draft, new Set(["s4", "s2"]), "s1"))).toBe("bdac");
  });

  it("moves sources to the end", () => {
    expect(order(moveSources(draft, new Set(["s1"]), undefined))).toBe("bcda");
  });

  it("keeps the order of sources dropped on themselves", () => {
    expect(moveSources(draft, new Set(["s1", "s2"]), "s2")).toBe(draft);
  });
});

describe("stepSource", () => {
  it("moves by one position and stops at the ends", () => {
    expect(order(stepSource(draft, "s2", -1))).toBe("bacd");
    expect(order(stepSource(draft, "s2", 1))).toBe("acbd");
    expect(stepSource(draft, "s1", -1)).toBe(draft);
    expect(stepSource(draft, "s4", 1)).toBe(draft);
  });
});

describe("restoreSources", () => {
  it("restores sources at their positions after others were added", () => {
    const removed = [
      { source: { id: "s1", text: "a" }, at: 0 },
      { source: { id: "s3", text: "c" }, at: 2 },
    ];
    const without = removeSources(draft, new Set(["s1", "s3"]));
    const more = { ...without, sources: [...without.sources, { id: "s9", text: "z" }] };
    expect(order(restoreSources(more, removed))).toBe("abcdz");
  });
});

describe("addTargets", () => {
  it("adds a target once", () => {
    const added = addTargets(makeDraft([], ["x:1"]), [
      { id: "n1", text: "x:1" },
      { id: "n2", text: "y:1" },
      { id: "n3", text: "y:1" },
    ]);
    expect(added.targets.map(({ id }) => id)).toEqual(["t1", "n2"]);
  });
});

describe("draftToSend", () => {
  it("omits blank annotations and platforms", () => {
    const blank = { scope: { kind: "index" }, key: "", value: "" } as const;
    const sent = draftToSend({
      ...draft,
      annotations: [
        { ...blank, id: "a1" },
        { ...blank, id: "a2", value: "typed" },
      ],
    });
    expect(sent.annotations.map(({ id }) => id)).toEqual(["a2"]);
  });
});
