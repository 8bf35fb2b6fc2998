import { describe, expect, it } from "vitest";
import type { JournalEntry, JournalTag } from "../../../shared/journal.ts";
import { makeEntry, makeFailure, makeJournalTag, makeMove } from "../../testing/fixtures.ts";
import { restorable, stateWords } from "./entryLabels.ts";

const created = makeMove({ before: null });

describe("restorable", () => {
  it.each<[Partial<JournalTag>, ReturnType<typeof restorable>]>([
    [{}, "held"],
    [{ state: "sent" }, "held"],
    [{ state: "unknown" }, "held"],
    [{ move: created, previous: undefined }, "new"],
    [{ previous: undefined }, "lost"],
    [{ state: "planned" }, "no"],
    [{ state: "same" }, "no"],
    [{ state: "untouched" }, "no"],
  ])("of %j is %s", (change, expected) => {
    expect(restorable(makeJournalTag(change))).toBe(expected);
  });
});

describe("stateWords", () => {
  const endedAt = "2026-01-31T12:00:09Z";
  const steps = { done: 43, planned: 120 };
  it.each<[JournalEntry["state"], string]>([
    [{ kind: "running" }, "under way"],
    [{ kind: "interrupted" }, "interrupted, 43 of 120 steps done"],
    [{ kind: "done", endedAt }, "done"],
    [{ kind: "failed", endedAt, failure: makeFailure() }, "failed, 43 of 120 steps done"],
    [
      { kind: "failed", endedAt, failure: makeFailure({ code: "cancelled" }) },
      "stopped, 43 of 120 steps done",
    ],
    [{ kind: "dismissed", endedAt }, "dismissed"],
    [{ kind: "continued", endedAt, continuedBy: "2" }, "continued in a later push"],
  ])("%j", (state, words) => {
    expect(stateWords(makeEntry({ state, steps }))).toBe(words);
  });

  it("counts no steps where only tags are left", () => {
    const state = { kind: "failed", endedAt, failure: makeFailure() } as const;
    const entry = makeEntry({ state, steps: { done: 1, planned: 1 } });
    expect(stateWords(entry)).toBe("failed, all content in place");
  });
});
