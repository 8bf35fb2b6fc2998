import { expect, it } from "vitest";
import { dropTarget, scrollStep } from "./dropTarget.ts";

const items = ["a", "b", "c", "d", "e"].map((id) => ({ id }));

it("changes nothing where the dragged rows are already", () => {
  const at = (dragged: string, rowsBefore: number) =>
    dropTarget(items, new Set(dragged), rowsBefore);
  expect([0, 1, 2, 3].map((place) => at("b", place))).toEqual([0, undefined, undefined, 3]);
  expect([1, 2, 3, 4].map((place) => at("bc", place))).toEqual([
    undefined,
    undefined,
    undefined,
    4,
  ]);
  // Rows apart are brought together.
  expect([1, 2, 3].map((place) => at("bd", place))).toEqual([1, 2, 3]);
});

it("scrolls near the edges only, and faster farther out", () => {
  const list = { top: 100, bottom: 500 };
  expect(scrollStep(list, 300)).toBe(0);
  expect(scrollStep(list, 110)).toBeLessThan(0);
  expect(scrollStep(list, 0)).toBeLessThan(scrollStep(list, 110));
  expect(scrollStep(list, 490)).toBeGreaterThan(0);
  expect(scrollStep(list, 700)).toBeGreaterThan(scrollStep(list, 490));
});
