import { expect, it } from "vitest";
import type { TagDrop } from "../../../shared/plan.ts";
import { makeRow } from "../../testing/fixtures.ts";
import { describeDrop } from "./describeDrop.ts";

type Known = Extract<TagDrop, { kind: "known" }>;

const nothing: Known = {
  kind: "known",
  name: "ghcr.io/acme/app:1.4",
  entries: [],
  platforms: [],
  attestations: 0,
  entryAnnotations: 0,
  fields: [],
  annotations: [],
};

function removed(...platforms: readonly string[]): Pick<Known, "entries" | "platforms"> {
  return { entries: platforms.map((platform) => makeRow(platform, "91")), platforms };
}

it.each<[Partial<Known>, string]>([
  [{}, ""],
  [removed("linux/386"), "drops linux/386"],
  [
    { ...removed("a", "b", "c", "d", "e"), attestations: 2 },
    "drops a, b, c, d, 1 more entry, 2 attestations",
  ],
  [{ platforms: ["linux/s390x"] }, "drops linux/s390x"],
  [{ ...removed("b", "c"), platforms: ["a", "b"] }, "drops a, b, c"],
  [{ entries: [makeRow(undefined, "b1")] }, "drops image without platform"],
  [{ annotations: ["k"] }, "drops 1 annotation"],
  [
    { entryAnnotations: 2, fields: ["artifactType", "subject"] },
    "drops 2 entry annotations, artifact type, subject",
  ],
])("describes %j", (change, words) => {
  expect(describeDrop({ ...nothing, ...change })).toBe(words);
});

it("says that dropped items are unknown", () => {
  expect(describeDrop({ kind: "unknown", name: "x" })).toBe("dropped items unknown");
  expect(describeDrop(undefined)).toBe("");
});
