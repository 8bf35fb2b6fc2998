import { expect, it } from "vitest";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import { emptyHistory } from "./draftHistory.ts";
import { fromSavedHistory, toSavedHistory } from "./savedHistory.ts";

function stepOf(text: string) {
  return {
    draft: { ...emptyDraft, sources: [{ id: "1", text }] },
    change: `Add ${text.slice(0, 3)}`,
    undoOffer: { label: "Removed", revert: () => emptyDraft },
  };
}

it("keeps the nearest steps, without their offers", () => {
  const past = Array.from({ length: 40 }, (_, at) => stepOf(`s${at}`));
  const saved = toSavedHistory({ ...emptyHistory, past, future: [stepOf("f")] });
  expect(saved.past.map(({ change }) => change)).toEqual(
    Array.from({ length: 30 }, (_, at) => `Add s${at + 10}`),
  );
  expect(saved.past[0]).not.toHaveProperty("undoOffer");
  expect(fromSavedHistory(saved)).toMatchObject({
    past: { length: 30 },
    future: [{ change: "Add f", undoOffer: undefined }],
  });
});

it("drops the farthest steps of large drafts", () => {
  const past = ["a", "b", "c"].map((letter) => stepOf(letter.repeat(300_000)));
  const { past: saved } = toSavedHistory({ ...emptyHistory, past });
  expect(saved.map(({ change }) => change)).toEqual(["Add ccc"]);
});
