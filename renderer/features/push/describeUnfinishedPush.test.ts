import { expect, it } from "vitest";
import { makeFailure, makeMove, makeOutcome } from "../../testing/fixtures.ts";
import { describeUnfinishedPush } from "./describeUnfinishedPush.ts";

const failure = makeFailure();
const moved = { kind: "moved" as const, move: makeMove() };
const untouched = { kind: "untouched" as const, move: makeMove() };
const incomplete = { repository: "r", content: "incomplete" as const };
const unchanged = { repository: "t", content: "untouched" as const };
const complete = { repository: "s", content: "complete" as const };

it("returns undefined for a push that finished", () => {
  expect(describeUnfinishedPush(makeOutcome())).toBeUndefined();
});

it.each([
  [[incomplete], [untouched], /^Content is missing, so no tag moved\. Resume/],
  [[incomplete, complete], [untouched], /^Content is missing in 1 of 2 repositories/],
  [[complete], [moved, untouched], /^All content is pushed; 1 of 2 tags did not move\. Resume/],
  [[unchanged, unchanged], [untouched], /^The push stopped before it copied anything/],
  [[complete], [moved], /^All content is pushed, and every tag points to it\.$/],
])("describes what is missing and what Resume does", (repositories, tags, words) => {
  expect(describeUnfinishedPush(makeOutcome({ failure, repositories, tags }))).toMatch(words);
});
