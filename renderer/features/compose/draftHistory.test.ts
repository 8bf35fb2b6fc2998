import { describe, expect, it } from "vitest";
import type { Draft } from "../../../shared/draft.ts";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import {
  type DraftHistory,
  emptyHistory,
  recordChange,
  stepBack,
  stepForward,
} from "./draftHistory.ts";
import { setAnnotation } from "./editDraft.ts";

const annotated: Draft = {
  ...emptyDraft,
  annotations: [
    { id: "1", scope: { kind: "index" }, key: "a", value: "" },
    { id: "2", scope: { kind: "index" }, key: "b", value: "" },
  ],
};

/** The history and the last draft after drafts that followed each other. */
function follow(
  drafts: readonly Draft[],
  filterTyped = false,
): { readonly history: DraftHistory; readonly last: Draft } {
  const [first = emptyDraft, ...others] = drafts;
  let history = emptyHistory;
  let last = first;
  for (const draft of others) {
    history = recordChange(history, {
      before: { draft: last, undoOffer: undefined },
      after: draft,
      isFilterInput: filterTyped,
      run: 1,
      describe: () => "change",
    });
    last = draft;
  }
  return { history, last };
}

function back(
  history: DraftHistory,
  last: Draft,
): { history: DraftHistory; last: Draft } | undefined {
  const step = stepBack(history, { draft: last, undoOffer: undefined });
  return step && { history: step.history, last: step.moment.draft };
}

describe("draft history", () => {
  it("steps back and forward", () => {
    const ticked = { ...annotated, platforms: ["linux/arm64"] };
    const indexed = { ...ticked, preferIndex: !ticked.preferIndex };
    const { history, last } = follow([annotated, ticked, indexed]);
    const one = back(history, last);
    expect(one?.last).toBe(ticked);
    const two = one && back(one.history, one.last);
    expect(two?.last).toBe(annotated);
    expect(two && back(two.history, two.last)).toBeUndefined();
    const again = two && stepForward(two.history, { draft: two.last, undoOffer: undefined });
    expect(again?.moment.draft).toBe(ticked);
  });

  it("drops undone steps after a new change", () => {
    const ticked = { ...annotated, platforms: ["linux/arm64"] };
    const { history, last } = follow([annotated, ticked]);
    const one = back(history, last);
    const other = { ...annotated, preferIndex: !annotated.preferIndex };
    const after = recordChange(one?.history ?? emptyHistory, {
      before: { draft: annotated, undoOffer: undefined },
      after: other,
      isFilterInput: false,
      run: 1,
      describe: () => "change",
    });
    expect(stepForward(after, { draft: other, undoOffer: undefined })).toBeUndefined();
  });

  it("records typing as one step per field", () => {
    const keys = ["h", "he", "hel"].map((value) => setAnnotation(annotated, "1", { value }));
    const typed = keys[2] ?? annotated;
    const { history } = follow([
      annotated,
      ...keys,
      setAnnotation(typed, "2", { value: "x" }),
      setAnnotation(typed, "2", { value: "xy" }),
    ]);
    expect(history.past.map(({ draft }) => draft)).toEqual([annotated, typed]);
  });

  it("records no step for text that is typed and deleted", () => {
    const { history } = follow([
      annotated,
      setAnnotation(annotated, "1", { value: "h" }),
      setAnnotation(annotated, "1", { value: "" }),
    ]);
    expect(history.past).toEqual([]);
  });

  it("records a typed filter as one step and choices as several", () => {
    const drafts = [["l"], ["li"], ["lin"]].map((platforms) => ({ ...annotated, platforms }));
    expect(follow([annotated, ...drafts], true).history.past).toHaveLength(1);
    expect(follow([annotated, ...drafts], false).history.past).toHaveLength(3);
  });
});
