import { expect, it } from "vitest";
import { describeError } from "./describeError.ts";

it("returns the stack of an error and of its causes", () => {
  const cause = new Error("connect ECONNREFUSED", { cause: "no route" });
  const text = describeError(new TypeError("fetch failed", { cause }));
  expect(text).toMatch(
    /^TypeError: fetch failed\n +at .+\nCaused by: Error: connect ECONNREFUSED\n +at .+\nCaused by: no route$/s,
  );
});

it("ends with an error that is its own cause", () => {
  const error = new Error("again");
  error.cause = error;
  expect(describeError(error).match(/^Caused by: Error: again$/gm)).toHaveLength(5);
});

it("returns the text of another value", () => {
  expect(describeError("thrown")).toBe("thrown");
});
