import { expect, it } from "vitest";
import { parseRetryAfter, readRateLimit, readWarning } from "./responseHeaders.ts";

const headers = (fields: Readonly<Record<string, string>>) => (name: string) => fields[name];

it.each([
  [
    { "ratelimit-limit": "100;w=21600", "ratelimit-remaining": "98;w=21600" },
    { limit: 100, remaining: 98, window: 21_600 },
  ],
  [
    { "ratelimit-limit": "5000", "ratelimit-remaining": "0" },
    { limit: 5000, remaining: 0, window: undefined },
  ],
  [{ "ratelimit-limit": "100;w=21600" }, undefined],
  [{ "ratelimit-limit": "many", "ratelimit-remaining": "few" }, undefined],
  [{}, undefined],
])("reads the limit from %j", (fields: Readonly<Record<string, string>>, limit) => {
  expect(readRateLimit(headers(fields))).toEqual(limit);
});

it.each([
  ['299 - "this will go away"', "this will go away"],
  ['299 - "a \\"quoted\\" one"', 'a "quoted" one'],
  ['299 - "evil\u202e\u0007text"', "evil  text"],
  ['199 - "another code"', undefined],
  ["299 - no quotes", undefined],
  ['299 agent "another form"', undefined],
])("reads the warning from %j", (warning, text) => {
  expect(readWarning(headers({ warning }))).toBe(text);
});

it.each([
  ["120", 120_000],
  [" 5 ", 5000],
  ["0", 0],
  ["Tue, 24 Nov 2026 14:00:10 GMT", 10_000],
  ["Tue, 24 Nov 2026 13:00:00 GMT", 0],
  ["soon", undefined],
  ["-5", undefined],
  [undefined, undefined],
])("reads Retry-After %j as %j ms", (value, delay) => {
  const now = Date.parse("2026-11-24T14:00:00Z");
  expect(parseRetryAfter(value, now)).toBe(delay);
});
