import { expect, it } from "vitest";
import { digestOf, makeMove } from "../../testing/fixtures.ts";
import { makeEntry, makeJournalTag } from "../../testing/journalFixtures.ts";
import { filterEntries } from "./filterEntries.ts";

const entries = [
  makeEntry({ id: "1" }),
  makeEntry({
    id: "2",
    root: { mediaType: "m", digest: digestOf("5e"), size: 1 },
    repositories: ["quay.io/acme/base"],
    tags: [
      makeJournalTag({
        move: makeMove({ name: "quay.io/acme/base:2.0", before: null, after: digestOf("5e") }),
      }),
    ],
  }),
];

it.each([
  ["", ["1", "2"]],
  ["  ", ["1", "2"]],
  ["acme", ["1", "2"]],
  ["QUAY.io", ["2"]],
  ["base:2.0", ["2"]],
  ["acme 1.4", ["1"]],
  ["5e5e5e", ["2"]],
  ["sha256:abab", ["1"]],
  ["acme nowhere", []],
])("filters by the words %j", (filter, ids) => {
  expect(filterEntries(entries, filter).map(({ id }) => id)).toEqual(ids);
});
