import { expect, it } from "vitest";
import {
  digestOf,
  makeEntry,
  makeFailure,
  makeJournalTag,
  makeMove,
} from "../../testing/fixtures.ts";
import { finishedLater } from "./completedPushes.ts";

const failed = { kind: "failed", endedAt: "2026-01-31T12:00:09Z", failure: makeFailure() } as const;
const one = makeJournalTag({ move: makeMove({ name: "r:1" }) });
const two = makeJournalTag({ move: makeMove({ name: "r:2" }) });
const elsewhere = { mediaType: "m", digest: digestOf("5e"), size: 1 };

it("a push that failed is finished by later ones that brought all its tags to the same content", () => {
  const entries = [
    makeEntry({ id: "second", tags: [two] }),
    makeEntry({ id: "first", tags: [one] }),
    makeEntry({ id: "broken", tags: [one, two], state: failed }),
  ];
  expect([...finishedLater(entries)]).toEqual(["broken"]);
});

it.each([
  ["was earlier", [makeEntry({ tags: [one], state: failed }), makeEntry({ tags: [one] })]],
  [
    "has not all tags",
    [makeEntry({ tags: [one] }), makeEntry({ tags: [one, two], state: failed })],
  ],
  [
    "brought other content",
    [makeEntry({ tags: [one], root: elsewhere }), makeEntry({ tags: [one], state: failed })],
  ],
  [
    "failed too",
    [makeEntry({ tags: [one], state: failed }), makeEntry({ tags: [one], state: failed })],
  ],
  ["has no tag to tell by", [makeEntry({ tags: [] }), makeEntry({ tags: [], state: failed })]],
])("but not by one that %s", (_, entries) => {
  expect([...finishedLater(entries)]).toEqual([]);
});
