import { describe, expect, it } from "vitest";
import { sortTags } from "./sortTags.ts";

describe("sortTags", () => {
  it.each([
    ["versions by their numbers, newest first", ["1.10", "1.9.1", "1.9.0", "1.9", "1"]],
    ["versions with and without v", ["v2.0.0", "1.10.0", "v1.9.0"]],
    ["a release before its variants", ["1.9.0", "1.9.0-alpine", "1.9.0-rc.10", "1.9.0-rc.9"]],
    ["variants of one name by their versions", ["3", "3-alpine3.20", "3-alpine3.9"]],
    [
      "latest, versions, names, builds and digest tags",
      ["latest", "2.0", "edge", "main", "20240923", "20240822", `sha256-${"a".repeat(64)}.sig`],
    ],
    ["commits as names", ["1.0", "7f3a9c1", "a3f7c2e"]],
    ["numbers of any length", ["2.0", `1.${"9".repeat(40)}`, `1.${"8".repeat(40)}`, "1.2", "1.01"]],
  ])("sorts %s", (_, sorted) => {
    expect(sortTags(sorted)).toEqual(sorted);
    expect(sortTags(sorted.toReversed())).toEqual(sorted);
  });
});
