import { describe, expect, it } from "vitest";
import { nearestTags } from "./nearestTags.ts";
import { sortTags } from "./sortTags.ts";

const tags = sortTags([
  "latest",
  "2.9.2",
  "1.10.0",
  "1.9.1",
  "1.9.0",
  "1.9",
  "1.9.0-alpine",
  "edge",
  "main",
]);

describe("nearestTags", () => {
  it.each([
    ["1.9.2", ["1.9.1", "1.9.0", "1.9"]],
    ["v1.9.0", ["1.9.0", "1.9.1"]],
    ["1.9.0-debian", ["1.9.0", "1.9"]],
    ["lastest", ["latest"]],
    ["LATEST", ["latest"]],
    ["mian", ["main"]],
    ["release-2024", []],
    ["", []],
  ])("finds the nearest of %j", (wanted, nearest) => {
    expect(nearestTags(wanted, tags)).toEqual(nearest);
  });

  it("offers the first tags in place of a missing latest", () => {
    expect(nearestTags("latest", ["2.0", "1.10", "1.9", "1.8"])).toEqual(["2.0", "1.10", "1.9"]);
    // Not those of signatures.
    expect(nearestTags("latest", ["2.0", `sha256-${"ab".repeat(32)}.sig`])).toEqual(["2.0"]);
  });

  it("takes a text for part of another only up to a separator", () => {
    expect(nearestTags("2024", ["2024-01-long-name", "20245-long-name"])).toEqual([
      "2024-01-long-name",
    ]);
  });
});
