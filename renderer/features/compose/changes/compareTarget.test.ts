import { describe, expect, it } from "vitest";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import type { TargetState } from "../../../../shared/preview.ts";
import { digestOf, makeContent, makeRow, makeTarget } from "../../../testing/fixtures.ts";
import { nextContent, compareAnnotations, compareTarget } from "./compareTarget.ts";

const amd = makeRow("linux/amd64", "91");
const arm = makeRow("linux/arm64/v8", "22");
const v7 = makeRow("linux/arm/v7", "33");

function changes(target: TargetState, rows: Parameters<typeof makeContent>[0]) {
  return compareTarget(target, nextContent(makeContent(rows))).entries.map(
    ({ kind, label }) => `${kind} ${label}`,
  );
}

describe("compareTarget", () => {
  it("tells added, changed, removed and same entries apart", () => {
    const target = makeTarget({
      rows: [makeRow("linux/amd64", "77"), arm, makeRow("linux/386", "66")],
    });
    expect(changes(target, [amd, arm, v7])).toEqual([
      "added linux/arm/v7",
      "changed linux/amd64",
      "removed linux/386",
      "same linux/arm64/v8",
    ]);
  });

  it("gives the old and the new digest of a changed entry", () => {
    const target = makeTarget({ rows: [makeRow("linux/amd64", "77")] });
    expect(compareTarget(target, nextContent(makeContent([amd]))).entries[0]).toMatchObject({
      before: digestOf("77"),
      after: digestOf("91"),
    });
  });

  it("counts only the entries that the platform filter keeps", () => {
    const comparison = compareTarget(
      makeTarget({ rows: [amd, arm] }),
      nextContent(makeContent([amd, { ...arm, kept: false }])),
    );
    expect(comparison.entries.map(({ kind }) => kind)).toEqual(["removed", "same"]);
    expect([comparison.platformsBefore, comparison.platformsAfter]).toEqual([2, 1]);
  });

  it("adds everything under a tag that does not exist", () => {
    expect(changes({ kind: "missing", name: "ghcr.io/acme/app:new" }, [amd, arm])).toEqual([
      "added linux/amd64",
      "added linux/arm64/v8",
    ]);
  });

  it("of two entries with one platform finds the one that stays", () => {
    const target = makeTarget({ rows: [makeRow("linux/amd64", "77"), amd] });
    expect(changes(target, [amd, makeRow("linux/amd64", "78")])).toEqual([
      "changed linux/amd64",
      "same linux/amd64",
    ]);
  });

  it("sees that the same image gets another platform", () => {
    const target = makeTarget({ rows: [makeRow("linux/arm64", "22")] });
    expect(compareTarget(target, nextContent(makeContent([arm]))).entries).toMatchObject([
      { kind: "changed", label: "linux/arm64/v8", notes: ["was linux/arm64"] },
    ]);
  });

  it("notes annotations and attestations of an entry that change", () => {
    const annotated = { ...amd.descriptor, annotations: { a: "1", b: "2" } };
    const before = makeRow("linux/amd64", "91", {
      descriptor: annotated,
      attestations: [{ descriptor: arm.descriptor, found: "inline" }],
    });
    const after = makeRow("linux/amd64", "91", {
      descriptor: { ...annotated, annotations: { b: "3", c: "4" } },
    });
    expect(
      compareTarget(makeTarget({ rows: [before] }), nextContent(makeContent([after]))).entries,
    ).toMatchObject([
      {
        kind: "changed",
        notes: [
          "1 annotation added",
          "1 annotation changed",
          "1 annotation removed",
          "1 attestation lost",
        ],
      },
    ]);
  });

  it("counts the attestations that are lost, with their images or without", () => {
    const attested = (row: typeof amd) => ({
      ...row,
      attestations: [{ descriptor: v7.descriptor, found: "inline" as const }],
    });
    const target = makeTarget({ rows: [attested(amd), attested(arm)] });
    const lost = (...rows: (typeof amd)[]): number =>
      compareTarget(target, nextContent(makeContent(rows))).attestationsLost;
    expect(lost(attested(amd), attested(arm))).toBe(0);
    expect(lost(attested(amd), attested(v7))).toBe(1);
    expect(lost(amd)).toBe(2);
  });

  it("says when the tag holds exactly this, and when the media type changes", () => {
    const content = makeContent([amd]);
    expect(
      compareTarget(makeTarget({ digest: content.digest }), nextContent(content)).identical,
    ).toBe(true);
    const list = compareTarget(
      makeTarget({ mediaType: mediaTypes.dockerList }),
      nextContent(content),
    );
    expect(list.identical).toBe(false);
    expect(list.mediaType).toEqual({ before: mediaTypes.dockerList, after: mediaTypes.ociIndex });
  });

  it("lists the index annotations that get lost", () => {
    const target = makeTarget({ annotations: { title: "App", vendor: "Acme" } });
    const content = makeContent([amd], { annotations: { title: "App 2", url: "https://x" } });
    expect(compareTarget(target, nextContent(content)).annotations).toEqual([
      { kind: "changed", key: "title", before: "App", after: "App 2" },
      { kind: "added", key: "url", after: "https://x" },
      { kind: "removed", key: "vendor", before: "Acme" },
    ]);
  });
});

describe("compareAnnotations", () => {
  it("finds nothing where nothing changes, empty values included", () => {
    expect(compareAnnotations({ a: "", b: "1" }, { b: "1", a: "" })).toEqual([]);
  });

  it("compares keys that are called as what every object has", () => {
    expect(compareAnnotations({ constructor: "a" }, { toString: "b" })).toEqual([
      { kind: "removed", key: "constructor", before: "a" },
      { kind: "added", key: "toString", after: "b" },
    ]);
  });
});
