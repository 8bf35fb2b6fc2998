import { expect, it } from "vitest";
import { formatRateLimit } from "./RegistryRow.tsx";

it.each([
  [21_600, "93 of 100 pulls left (per 6 h)"],
  [5400, "93 of 100 pulls left (per 90 min)"],
  [45, "93 of 100 pulls left (per 45 s)"],
  [undefined, "93 of 100 pulls left"],
])("formats a limit with a window of %s seconds", (window, words) => {
  const limit = { limit: 100, remaining: 93 };
  expect(formatRateLimit(window === undefined ? limit : { ...limit, window })).toBe(words);
});
