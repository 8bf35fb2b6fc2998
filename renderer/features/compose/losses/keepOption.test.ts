import { describe, expect, it } from "vitest";
import type { Draft } from "../../../../shared/draft.ts";
import type { KeepOption } from "../../../../shared/preview.ts";
import { makeDraft } from "../../../testing/fixtures.ts";
import { isKept, setKept } from "./keepOption.ts";

const draft = makeDraft(["a:1"]);

describe("setKept", () => {
  it.each<[KeepOption, Partial<Draft>]>([
    [{ kind: "keepOsVersion" }, { keepOsVersion: true }],
    [{ kind: "keepArtifactType" }, { keepArtifactType: true }],
    [{ kind: "keepSubject" }, { keepSubject: true }],
    [{ kind: "digestTags" }, { copyReferrers: { referrers: "attestations", digestTags: true } }],
    [{ kind: "allReferrers" }, { copyReferrers: { referrers: "all", digestTags: false } }],
  ])("turns %o on and off", (keep, change) => {
    expect(isKept(draft, keep)).toBe(false);
    const on = setKept(draft, keep, true);
    expect(on).toEqual({ ...draft, ...change });
    expect(isKept(on, keep)).toBe(true);
    expect(setKept(on, keep, false)).toEqual(draft);
  });

  it("turns attestations off, which are on by default", () => {
    const keep = { kind: "attestationReferrers" } as const;
    expect(isKept(draft, keep)).toBe(true);
    const off = setKept(draft, keep, false);
    expect(off.copyReferrers.referrers).toBe("none");
    expect(isKept(off, keep)).toBe(false);
    expect(setKept(off, keep, true)).toEqual(draft);
  });

  it("adds and removes index annotations beside the draft's own", () => {
    const keep = { kind: "indexAnnotations", annotations: { title: "App", vendor: "" } } as const;
    const own = [
      { id: "a1", scope: { kind: "index" as const }, key: "title", value: "Mine" },
      { id: "a2", scope: { kind: "entries" as const }, key: "vendor", value: "" },
    ];
    const before: Draft = { ...draft, annotations: own };
    expect(isKept(before, keep)).toBe(false);
    const on = setKept(before, keep, true);
    expect(on.annotations.map(({ key, value, scope }) => [key, value, scope.kind])).toEqual([
      ["title", "Mine", "index"],
      ["vendor", "", "entries"],
      ["title", "App", "index"],
      ["vendor", "", "index"],
    ]);
    expect(isKept(on, keep)).toBe(true);
    expect(setKept(on, keep, true).annotations).toHaveLength(4);
    expect(setKept(on, keep, false)).toEqual(before);
  });
});
