import { expect, it } from "vitest";
import type { Comparison } from "../compose/compareTarget.ts";
import { overwriteWords } from "./overwriteWords.ts";

const nothing: Comparison = {
  identical: false,
  platformsBefore: 0,
  platformsAfter: 0,
  platformsLost: [],
  mediaType: null,
  entries: [{ kind: "added", label: "linux/amd64", notes: [] }],
  attestationsLost: 0,
  annotations: [{ kind: "added", key: "k", after: "v" }],
};

function removed(...labels: readonly string[]): Comparison["entries"] {
  return labels.map((label) => ({ kind: "removed", label, notes: [] }));
}

it.each<[Partial<Comparison>, string]>([
  [{}, ""],
  [{ entries: removed("linux/386") }, "loses linux/386"],
  [
    { entries: removed("a", "b", "c", "d", "e"), attestationsLost: 2 },
    "loses a, b, c, d, 1 more entry, 2 attestations",
  ],
  [{ annotations: [{ kind: "removed", key: "k", before: "v" }] }, "loses 1 annotation"],
])("what %j loses", (change, words) => {
  expect(overwriteWords({ ...nothing, ...change })).toBe(words);
});
