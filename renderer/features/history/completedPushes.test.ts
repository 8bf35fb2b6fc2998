import { expect, it } from "vitest";
import { digestOf, makeFailure, makeMove } from "../../testing/fixtures.ts";
import { makeEntry, makeJournalTag } from "../../testing/journalFixtures.ts";
import { completedPushes } from "./completedPushes.ts";

const failed = { kind: "failed", endedAt: "2026-01-31T12:00:09Z", failure: makeFailure() } as const;
const one = makeJournalTag({ move: makeMove({ name: "r:1" }) });
const two = makeJournalTag({ move: makeMove({ name: "r:2" }) });
const elsewhere = { mediaType: "m", digest: digestOf("5e"), size: 1 };

it("returns a failed push whose tags later pushes moved to the same content", () => {
  const entries = [
    makeEntry({ id: "second", tags: [two] }),
    makeEntry({ id: "first", tags: [one] }),
    makeEntry({ id: "broken", tags: [one, two], state: failed }),
  ];
  expect([...completedPushes(entries)]).toEqual(["broken"]);
});

it.each([
  ["was earlier", [makeEntry({ tags: [one], state: failed }), makeEntry({ tags: [one] })]],
  [
    "does not move all of its tags",
    [makeEntry({ tags: [one] }), makeEntry({ tags: [one, two], state: failed })],
  ],
  [
    "has other content",
    [makeEntry({ tags: [one], root: elsewhere }), makeEntry({ tags: [one], state: failed })],
  ],
  [
    "failed too",
    [makeEntry({ tags: [one], state: failed }), makeEntry({ tags: [one], state: failed })],
  ],
  ["has no tags", [makeEntry({ tags: [] }), makeEntry({ tags: [], state: failed })]],
])("ignores a push that %s", (_, entries) => {
  expect([...completedPushes(entries)]).toEqual([]);
});
