import { array, nat } from "fast-check";
import { expect, it } from "vitest";
import { parseNextLink } from "../../engine/stores/registry/pagination.ts";
import { parseChallenges } from "../../engine/stores/registry/http/challenge.ts";
import {
  parseRetryAfter,
  readRateLimit,
  readWarning,
} from "../../engine/stores/registry/http/responseHeaders.ts";
import { fuzz, texts } from "./fuzz.ts";

it("parses the valid part of challenges", async () => {
  const words = [
    "Bearer",
    "Basic",
    "Negotiate",
    "realm",
    "scope",
    "service",
    "=",
    '"',
    ",",
    " ",
    "\t",
    "\\",
    '\\"',
    "a",
    "/",
    'realm="https://auth.example/token"',
    'scope="repository:acme/app:pull,push"',
    "YWJj==",
    "\u0000",
    "é",
  ];
  const share = await fuzz(array(texts(words), { maxLength: 3 }), (headers) => {
    for (const { scheme, parameters } of parseChallenges(headers)) {
      expect(scheme).toMatch(/^[!#$%&'*+.^_`|~0-9a-z-]+$/);
      expect([...parameters.keys()].join("")).toBe([...parameters.keys()].join("").toLowerCase());
    }
  });
  expect(share).toBeGreaterThan(0.05);
}, 60_000);

it("parses a Link header to a URL or undefined", async () => {
  const words = [
    "<",
    ">",
    ";",
    ",",
    " ",
    "rel",
    "=",
    '"',
    "next",
    "prev",
    'rel="next"',
    "rel=next",
    "</v2/x/tags/list?last=b>",
    "</v2/x?a=1,2>",
    "\t",
    "title",
    "\\",
  ];
  const share = await fuzz(texts(words), (header) => {
    expect(parseNextLink(header) ?? "x").toMatch(/^[^<>]{1,8192}$/);
  });
  expect(share).toBeGreaterThan(0.05);
}, 60_000);

it("parses a Retry-After header to a delay or undefined", async () => {
  const words = [
    "0",
    "1",
    "120",
    "9".repeat(30),
    "-",
    ".",
    "e",
    "Wed, 21 Oct 2015 07:28:00 GMT",
    "Wed,",
    "Oct",
    "2037",
    " ",
    ":",
    "GMT",
    "+0000",
    "Infinity",
    "NaN",
    "\t",
  ];
  const share = await fuzz(texts(words), (header) => {
    expect(parseRetryAfter(header, 1_700_000_000_000) ?? 0).toBeGreaterThanOrEqual(0);
  });
  expect(share).toBeGreaterThan(0.05);
}, 60_000);

it("parses warnings and rate limits without control characters", async () => {
  const words = [
    "299",
    "-",
    " ",
    '"',
    "\\",
    '\\"',
    "careful",
    "\u0007",
    "\u202e",
    ";w=",
    "100",
    "21600",
  ];
  const share = await fuzz(
    array(texts(words), { minLength: 1, maxLength: 2 }),
    ([first = "", second = first]) => {
      expect(readWarning(() => first) ?? "").not.toMatch(/[\p{Cc}\p{Cf}]/u);
      const limit = readRateLimit((name) => (name === "ratelimit-limit" ? first : second));
      expect(Number.isSafeInteger(limit?.remaining ?? 0)).toBe(true);
    },
  );
  expect(share).toBeGreaterThan(0.05);
}, 60_000);

it("converts seconds to milliseconds", async () => {
  const share = await fuzz(nat(), (seconds) => {
    expect(parseRetryAfter(String(seconds), 0)).toBe(seconds * 1000);
  });
  expect(share).toBeGreaterThan(0.05);
}, 60_000);
