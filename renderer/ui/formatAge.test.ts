import { expect, it } from "vitest";
import { formatAge } from "./formatAge.ts";

const now = Date.parse("2026-06-01T12:00:00Z");

it.each([
  ["2026-06-01T11:59:40Z", "just now"],
  ["2026-06-01T11:58:30Z", "1 minute ago"],
  ["2026-06-01T09:00:00Z", "3 hours ago"],
  ["2026-05-31T11:00:00Z", "1 day ago"],
  ["2026-05-20T12:00:00Z", "1 week ago"],
  ["2026-03-01T12:00:00Z", "3 months ago"],
  ["1970-01-01T00:00:00Z", "56 years ago"],
  ["2026-06-01T14:00:00Z", "in 2 hours"],
])("%s is %s", (time, text) => {
  expect(formatAge(Date.parse(time), now)).toBe(text);
});
