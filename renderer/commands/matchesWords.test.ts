import { describe, expect, it } from "vitest";
import { matchesWords } from "./matchesWords.ts";

describe("matchesWords", () => {
  it.each(["", " ", "review", "push rev", "REVIEW  push", "re…", "Réview"])(
    "matches Review Push… with %j",
    (query) => {
      expect(matchesWords("Review Push…", query)).toBe(true);
    },
  );

  it.each(["view", "push x", "reviewpush"])("does not match Review Push… with %j", (query) => {
    expect(matchesWords("Review Push…", query)).toBe(false);
  });
});
