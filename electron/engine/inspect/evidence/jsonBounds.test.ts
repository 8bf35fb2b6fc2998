import { expect, it } from "vitest";
import { isBoundedJson } from "./jsonBounds.ts";

const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

it("accepts 100 levels of nesting, counted outside of strings", () => {
  expect(isBoundedJson(nested(100))).toBe(true);
  expect(isBoundedJson(nested(101))).toBe(false);
  expect(isBoundedJson(`[${nested(99)},${nested(99)}]`)).toBe(true);
  expect(isBoundedJson(JSON.stringify({ a: nested(200), b: '\\"' + nested(200) }))).toBe(true);
  expect(isBoundedJson(`["\\\\", ${nested(100)}]`)).toBe(false);
});

it("accepts eight million values", () => {
  expect(isBoundedJson(`[${"{},".repeat(3_999_998)}{}]`)).toBe(true);
  expect(isBoundedJson(`[${"{},".repeat(4_000_001)}{}]`)).toBe(false);
  expect(isBoundedJson(`["${"{},".repeat(4_000_001)}"]`)).toBe(true);
});

it("ends with a string that does not", () => {
  expect(isBoundedJson('["a')).toBe(true);
  expect(isBoundedJson('["\\"'.repeat(10))).toBe(true);
});
