import { expect, it } from "vitest";
import type { PlatformFact } from "../../../shared/comparison.ts";
import { comparePlatforms } from "./comparePlatforms.ts";

function describeFact({ section, name, kind, values, note }: PlatformFact): string {
  const groups = values.map(({ value, platforms }) => `${value ?? "-"}@${platforms.join(",")}`);
  return [kind, section, name, ...groups, ...(note === undefined ? [] : [note])].join(" ");
}

const created = (...times: string[]) =>
  times.map((time) => ({ config: new Map([["created", time]]) }));

it.each([
  ["hours", created("2026-01-02T00:00:00Z", "2026-01-02T05:00:00Z"), "same", "5 hours apart"],
  ["days", created("2026-01-02T00:00:00Z", "2026-04-04T00:00:00Z"), "skewed", "92 days apart"],
  ["the same time", created("2026-01-02T00:00:00Z", "2026-01-02T00:00:00Z"), "same", undefined],
  ["what is no time", created("2026-01-02T00:00:00Z", "yesterday"), "skewed", undefined],
])("says how far build times are apart: %s", (_, platforms, kind, note) => {
  const [fact] = comparePlatforms(platforms).facts;
  expect([fact?.kind, fact?.note]).toEqual([kind, note]);
});

it("finds skewed and missing values, the most frequent first, without unread platforms", () => {
  const platforms = [
    {
      base: new Map([["base.digest", "sha256:1"]]),
      platform: new Map([["architecture", "amd64"]]),
      label: new Map([["version", "1"]]),
      package: new Map([["musl", "1.2.5"]]),
    },
    undefined,
    {
      base: new Map([["base.digest", "sha256:1"]]),
      platform: new Map([["architecture", "arm64"]]),
      label: new Map([
        ["version", "2"],
        ["extra", "x"],
      ]),
    },
    {
      base: new Map([["base.digest", "sha256:1"]]),
      label: new Map([["version", "2"]]),
      package: new Map([
        ["musl", "1.2.5"],
        ["zlib", "1.3"],
      ]),
    },
  ];
  const { facts, hidden } = comparePlatforms(platforms);
  expect(facts.map(describeFact)).toEqual([
    "missing label extra -@0,3 x@2",
    "skewed label version 2@2,3 1@0",
    "missing package zlib -@0 1.3@3",
    "same base base.digest sha256:1@0,2,3",
    "same package musl 1.2.5@0,3",
  ]);
  expect(hidden).toBe(0);
});
