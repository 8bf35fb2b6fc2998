import { expect, it } from "vitest";
import { filterOptions } from "./filterOptions.ts";

const options = ["latest", "1.10", "1.9-Alpine", "edge-1.9"];

it.each([
  ["", options],
  ["1.9", ["1.9-Alpine", "edge-1.9"]],
  ["ALP", ["1.9-Alpine"]],
  ["1.10", []],
  ["1.1", ["1.10"]],
  ["none", []],
])("filters by %j", (typed, found) => {
  expect(filterOptions(options, typed)).toEqual(found);
});
