import { expect, it } from "vitest";
import { describePullsLeft } from "./pullsLeft.ts";

const limit = {
  host: "docker.io",
  limit: 100,
  remaining: 93,
  at: new Date(2026, 0, 31, 14, 5).getTime(),
};

it("says when the pulls are back, as far as the registry tells", () => {
  expect(describePullsLeft({ ...limit, window: 21_600 })).toMatch(
    /^93 of 100 pulls left, all again by (?:20:05|8:05\sPM)$/,
  );
  expect(describePullsLeft(limit)).toBe("93 of 100 pulls left");
  expect(describePullsLeft({ ...limit, remaining: 100, window: 21_600 })).toBe(
    "100 of 100 pulls left",
  );
});
