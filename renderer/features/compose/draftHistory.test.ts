import { describe, expect, it } from "vitest";
import type { Draft } from "../../../shared/draft.ts";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import { emptyHistory, recordChange, stepBack, stepForward } from "./draftHistory.ts";
import { setAnnotation } from "./editDraft.ts";
import type { DraftHistory } from "./composeState.ts";

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
    history = recordChange(history, { draft: last, undoOffer: null }, draft, filterTyped);
    last = draft;
  }
  return { history, last };
}

function back(history: DraftHistory, last: Draft): { history: DraftHistory; last: Draft } | null {
  const step = stepBack(history, { draft: last, undoOffer: null });
  return step && { history: step.history, last: step.moment.draft };
}

describe("the history of the draft", () => {
  it("goes back step by step, and forward again", () => {
    const ticked = { ...annotated, platforms: ["linux/arm64"] };
    const indexed = { ...ticked, preferIndex: !ticked.preferIndex };
    const { history, last } = follow([annotated, ticked, indexed]);
    const one = back(history, last);
    expect(one?.last).toBe(ticked);
    const two = one && back(one.history, one.last);
    expect(two?.last).toBe(annotated);
    expect(two && back(two.history, two.last)).toBeNull();
    const again = two && stepForward(two.history, { draft: two.last, undoOffer: null });
    expect(again?.moment.draft).toBe(ticked);
  });

  it("forgets what was undone once something else is done", () => {
    const ticked = { ...annotated, platforms: ["linux/arm64"] };
    const { history, last } = follow([annotated, ticked]);
    const one = back(history, last);
    const other = { ...annotated, preferIndex: !annotated.preferIndex };
    const after = recordChange(
      one?.history ?? emptyHistory,
      { draft: annotated, undoOffer: null },
      other,
      false,
    );
    expect(stepForward(after, { draft: other, undoOffer: null })).toBeNull();
  });

  it("takes what is typed into one field as one step, and another field as another", () => {
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

  it("has no step for what was typed and deleted again", () => {
    const { history } = follow([
      annotated,
      setAnnotation(annotated, "1", { value: "h" }),
      setAnnotation(annotated, "1", { value: "" }),
    ]);
    expect(history.past).toEqual([]);
  });

  it("takes a filter that is typed as one step, and ticks as many", () => {
    const drafts = [["l"], ["li"], ["lin"]].map((platforms) => ({ ...annotated, platforms }));
    expect(follow([annotated, ...drafts], true).history.past).toHaveLength(1);
    expect(follow([annotated, ...drafts], false).history.past).toHaveLength(3);
  });
});
