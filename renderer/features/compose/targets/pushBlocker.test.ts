import { describe, expect, it } from "vitest";
import { makeDraft, makeFailure, makePreview, makeResolved } from "../../../testing/fixtures.ts";
import { pushBlocker } from "./pushBlocker.ts";
import type { ComposeData } from "../composeState.ts";
import { useCompose } from "../composeStore.ts";

const ready: ComposeData = {
  ...useCompose.getInitialState(),
  draft: makeDraft(["a:1"], ["x:1"]),
  sources: { s1: { kind: "resolved", source: makeResolved() } },
  targets: { t1: { kind: "found", state: { kind: "missing", name: "x:1" } } },
  preview: makePreview([]),
};

describe("pushBlocker", () => {
  it("lets a finished draft through", () => {
    expect(pushBlocker(ready)).toBeNull();
  });

  it.each<[string, Partial<ComposeData>]>([
    ["Add a source first.", { draft: makeDraft([], ["x:1"]) }],
    ["Add a target first.", { draft: makeDraft(["a:1"]) }],
    ["Working out the result…", { previewStatus: "working" }],
    ["Checking attestations…", { previewStatus: "working", checking: { done: 1, total: 2 } }],
    ["There is no result to push: see above.", { previewStatus: "failed" }],
    [
      "1 source could not be read: fix or remove it.",
      { sources: { s1: { kind: "failed", error: makeFailure() } } },
    ],
    [
      "An annotation needs mending.",
      {
        draft: {
          ...makeDraft(["a:1"], ["x:1"]),
          annotations: [{ id: "a1", scope: { kind: "index" }, key: "", value: "x" }],
        },
      },
    ],
    [
      "“x:1” is no target: mend or remove it.",
      { targets: { t1: { kind: "failed", error: makeFailure({ code: "reference_invalid" }) } } },
    ],
    [
      "“x:1” cannot be reached: mend or remove it, or try it again.",
      { targets: { t1: { kind: "failed", error: makeFailure({ code: "network" }) } } },
    ],
  ])("says: %s", (words, change) => {
    expect(pushBlocker({ ...ready, ...change })).toBe(words);
  });

  it("does not stand in the way where a target could not be looked at: the plan will say more", () => {
    const targets = { t1: { kind: "failed", error: makeFailure({ code: "denied" }) } } as const;
    expect(pushBlocker({ ...ready, targets })).toBeNull();
  });
});
