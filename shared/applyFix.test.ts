import { describe, expect, it } from "vitest";
import { applyFix } from "./applyFix.ts";
import type { Draft } from "./draft.ts";
import { emptyDraft } from "./emptyDraft.ts";
import type { FindingFix } from "./preview.ts";

const draft: Draft = {
  ...emptyDraft,
  sources: [
    { id: "s1", text: "a:1" },
    { id: "s2", text: "b:1", replaces: "sha256:d" },
  ],
  annotations: [
    { id: "a1", scope: { kind: "platform", platform: "linux/arm64" }, key: "k", value: "v" },
  ],
};

function apply(before: Draft, fix: FindingFix): Draft {
  return applyFix(before, fix, () => "new");
}

describe("applyFix", () => {
  it("sets the platform of an annotation", () => {
    const fix = { kind: "annotationPlatform", id: "a1", platform: "linux/arm64/v8" } as const;
    expect(apply(draft, fix).annotations[0]?.scope).toEqual({
      kind: "platform",
      platform: "linux/arm64/v8",
    });
  });

  it("excludes entries once and includes them again", () => {
    const fixed = apply({ ...draft, excluded: ["a"] }, { kind: "exclude", digests: ["a", "b"] });
    expect(fixed.excluded).toEqual(["a", "b"]);
    expect(apply(fixed, { kind: "include", digests: ["a"] }).excluded).toEqual(["b"]);
  });

  it("adds a conversion to the edits of entries, which keep the others", () => {
    const platform = { variant: "v8" };
    const edits = [{ digest: "a", platform, manifest: { platform } }];
    const fixed = apply({ ...draft, edits }, { kind: "convert", digests: ["a", "b"], to: "oci" });
    expect(fixed.edits).toEqual([
      { digest: "a", platform, manifest: { platform, convertTo: "oci" } },
      { digest: "b", manifest: { convertTo: "oci" } },
    ]);
  });

  it("adds fields to the edits of an entry, which keeps the others", () => {
    const annotations = [{ key: "k", value: "v" }];
    const edits = [{ digest: "a", platform: { os: "linux", variant: "v6" }, annotations }];
    const entries = [
      { digest: "a", platform: { variant: "v7" } },
      { digest: "b", size: 7 },
    ];
    const fixed = apply({ ...draft, edits }, { kind: "editEntries", entries, label: "" });
    expect(fixed.edits).toEqual([
      { digest: "a", platform: { os: "linux", variant: "v7" }, annotations },
      { digest: "b", size: 7 },
    ]);
  });

  it("replaces a platform of the filter, without a second one", () => {
    const filtered = { ...draft, platforms: ["a", "b"] };
    const by = (text: string): readonly string[] =>
      apply(filtered, { kind: "filterPlatform", platform: "a", by: text }).platforms;
    expect(by("c")).toEqual(["c", "b"]);
    expect(by("b")).toEqual(["b"]);
    expect(apply(filtered, { kind: "filterPlatform", platform: "a" }).platforms).toEqual(["b"]);
  });

  it("changes only the named sources", () => {
    const [first, second] = draft.sources;
    const pinned = apply(draft, { kind: "pin", sources: [{ id: "s1", text: "a:1@sha256:e" }] });
    expect(pinned.sources).toEqual([{ id: "s1", text: "a:1@sha256:e" }, second]);
    expect(apply(draft, { kind: "removeSources", ids: ["s2"] }).sources).toEqual([first]);
    expect(apply(draft, { kind: "stopReplacing", ids: ["s1"] }).sources).toEqual(draft.sources);
    expect(apply(draft, { kind: "stopReplacing", ids: ["s2"] }).sources).toEqual([
      first,
      { id: "s2", text: "b:1" },
    ]);
    const added = { text: "c@sha256:f", replaces: "sha256:f" };
    expect(apply(draft, { kind: "flatten", sources: [added] }).sources).toEqual([
      first,
      second,
      { id: "new", ...added },
    ]);
  });
});
