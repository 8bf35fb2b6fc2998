import { describe, expect, it } from "vitest";
import {
  digestOf,
  makeDraft,
  makeFailure,
  makePreview,
  makeResolved,
} from "../../../testing/fixtures.ts";
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
  it("allows a complete draft", () => {
    expect(pushBlocker(ready)).toBeUndefined();
  });

  it.each<[string, Partial<ComposeData>]>([
    ["Add a source first.", { draft: makeDraft([], ["x:1"]) }],
    ["Add a target first.", { draft: makeDraft(["a:1"]) }],
    ["Computing result…", { previewStatus: "working" }],
    [
      "Checking attestations…",
      { previewStatus: "working", attestationProgress: { done: 1, total: 2 } },
    ],
    ["There is no result to push.", { previewStatus: "failed" }],
    [
      "1 source could not be read: fix or remove it.",
      { sources: { s1: { kind: "failed", error: makeFailure() } } },
    ],
    [
      "An annotation is invalid: fix or remove it.",
      {
        draft: {
          ...makeDraft(["a:1"], ["x:1"]),
          annotations: [{ id: "a1", scope: { kind: "index" }, key: "", value: "x" }],
        },
      },
    ],
    [
      "“x:1” is not a valid target: fix or remove it.",
      { targets: { t1: { kind: "failed", error: makeFailure({ code: "reference_invalid" }) } } },
    ],
    [
      "“x:1” cannot be reached: try again, or fix or remove it.",
      { targets: { t1: { kind: "failed", error: makeFailure({ code: "network" }) } } },
    ],
  ])("returns: %s", (message, change) => {
    expect(pushBlocker({ ...ready, ...change })?.message).toBe(message);
  });

  it("names the target at fault", () => {
    const draft = makeDraft(["a:1"], ["x:1", `x:2@${digestOf("ab")}`]);
    expect(pushBlocker({ ...ready, draft })).toEqual({
      message: "A target blocks this push.",
      targetId: "t2",
    });
  });

  it("allows a target whose tag cannot be read: planning reports the error", () => {
    const targets = { t1: { kind: "failed", error: makeFailure({ code: "denied" }) } } as const;
    expect(pushBlocker({ ...ready, targets })).toBeUndefined();
  });
});
