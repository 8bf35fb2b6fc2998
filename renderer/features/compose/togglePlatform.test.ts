import { describe, expect, it } from "vitest";
import { makeRow } from "../../testing/fixtures.ts";
import { isLastKept, keepRows, togglePlatform } from "./togglePlatform.ts";

const amd = makeRow("linux/amd64", "91");
const arm = makeRow("linux/arm64/v8", "22");
const v7 = makeRow("linux/arm/v7", "33");
const bare = makeRow(undefined, "44");

describe("togglePlatform", () => {
  it("unticked, leaves the distinct platforms of the other kept rows", () => {
    const twice = makeRow("linux/amd64", "92");
    expect(togglePlatform([amd, twice, arm, v7, bare], "linux/arm/v7", false)).toEqual([
      "linux/amd64",
      "linux/arm64/v8",
    ]);
  });

  it("ticked, adds the platform to those that are kept", () => {
    const rows = keepRows([amd, arm, v7], ["linux/amd64"]);
    expect(togglePlatform(rows, "linux/arm/v7", true)).toEqual(["linux/amd64", "linux/arm/v7"]);
  });

  it("filters nothing when all are ticked again", () => {
    const rows = keepRows([amd, arm], ["linux/amd64"]);
    expect(togglePlatform(rows, "linux/arm64/v8", true)).toEqual([]);
  });

  it("does not take the last one out: an empty filter would keep everything", () => {
    const rows = keepRows([amd, arm], ["linux/amd64"]);
    expect(togglePlatform(rows, "linux/amd64", false)).toEqual(["linux/amd64"]);
  });
});

describe("keepRows", () => {
  it("keeps entries without a platform whatever the filter says, as buildx does", () => {
    const kept = keepRows([amd, arm, bare], ["linux/arm64/v8"]).map((row) => row.kept);
    expect(kept).toEqual([false, true, true]);
  });
});

describe("isLastKept", () => {
  it("sees the platform that is the only one left, on all its rows", () => {
    const twice = makeRow("linux/amd64", "92");
    const rows = keepRows([amd, twice, arm], ["linux/amd64"]);
    expect(rows.map((row) => isLastKept(rows, row))).toEqual([true, true, false]);
    expect(isLastKept([amd, arm], amd)).toBe(false);
  });
});
