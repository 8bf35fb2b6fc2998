import { describe, expect, it } from "vitest";
import type { JournalEntry, JournalTag } from "../../../shared/journal.ts";
import { makeFailure, makeMove } from "../../testing/fixtures.ts";
import { makeEntry, makeJournalTag } from "../../testing/journalFixtures.ts";
import { restorability, stateLabel } from "./entryLabels.ts";

const created = makeMove({ before: null });

describe("restorability", () => {
  it.each<[Partial<JournalTag>, ReturnType<typeof restorability>]>([
    [{}, "restorable"],
    [{ state: "sent" }, "restorable"],
    [{ state: "unknown" }, "restorable"],
    [{ move: created, previous: undefined }, "new"],
    [{ previous: undefined }, "lost"],
    [{ state: "planned" }, "unmoved"],
    [{ state: "same" }, "unmoved"],
    [{ state: "untouched" }, "unmoved"],
  ])("of %j is %s", (change, expected) => {
    expect(restorability(makeJournalTag(change))).toBe(expected);
  });
});

describe("stateLabel", () => {
  const endedAt = "2026-01-31T12:00:09Z";
  const steps = { done: 43, planned: 120 };
  it.each<[JournalEntry["state"], string]>([
    [{ kind: "running" }, "running"],
    [{ kind: "interrupted" }, "interrupted, 43 of 120 steps done"],
    [{ kind: "done", endedAt }, "done"],
    [{ kind: "failed", endedAt, failure: makeFailure() }, "failed, 43 of 120 steps done"],
    [
      { kind: "failed", endedAt, failure: makeFailure({ code: "cancelled" }) },
      "stopped, 43 of 120 steps done",
    ],
    [{ kind: "dismissed", endedAt }, "dismissed"],
    [{ kind: "continued", endedAt, continuedBy: "2" }, "continued in a later attempt"],
  ])("%j", (state, label) => {
    expect(stateLabel(makeEntry({ state, steps }))).toBe(label);
  });

  it("counts what a deletion deleted", () => {
    const tags = (["moved", "sent", "planned"] as const).map((state) => makeJournalTag({ state }));
    const state = { kind: "interrupted" } as const;
    expect(stateLabel(makeEntry({ kind: "delete", state, tags }))).toBe(
      "interrupted, 1 of 3 deleted",
    );
  });

  it("shows no steps when all content is pushed", () => {
    const state = { kind: "failed", endedAt, failure: makeFailure() } as const;
    const entry = makeEntry({ state, steps: { done: 1, planned: 1 } });
    expect(stateLabel(entry)).toBe("failed, all content pushed");
  });
});
