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
  it("finds added, changed, removed and unchanged entries", () => {
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

  it("returns the old and the new digest of a changed entry", () => {
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

  it("does not count an attestation without its image as a platform", () => {
    const attestation = { ...makeRow("unknown/unknown", "44"), kind: "attestation" as const };
    const rows = [amd, attestation];
    const comparison = compareTarget(makeTarget({ rows }), nextContent(makeContent(rows)));
    expect([comparison.platformsBefore, comparison.platformsAfter]).toEqual([1, 1]);
  });

  it("adds all entries to a missing tag", () => {
    expect(changes({ kind: "missing", name: "ghcr.io/acme/app:new" }, [amd, arm])).toEqual([
      "added linux/amd64",
      "added linux/arm64/v8",
    ]);
  });

  it("pairs two entries of one platform by digest first", () => {
    const target = makeTarget({ rows: [makeRow("linux/amd64", "77"), amd] });
    expect(changes(target, [amd, makeRow("linux/amd64", "78")])).toEqual([
      "changed linux/amd64",
      "same linux/amd64",
    ]);
  });

  it("finds a changed platform of the same image", () => {
    const target = makeTarget({ rows: [makeRow("linux/arm64", "22")] });
    expect(compareTarget(target, nextContent(makeContent([arm]))).entries).toMatchObject([
      { kind: "changed", label: "linux/arm64/v8", notes: ["was linux/arm64"] },
    ]);
  });

  it("notes changed annotations and attestations of an entry", () => {
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
          "1 attestation removed",
        ],
      },
    ]);
  });

  it("notes the attestations of new, gone and rebuilt images", () => {
    const attested = (row: typeof amd, byte: string): typeof amd => ({
      ...row,
      attestations: [
        { descriptor: { ...row.descriptor, digest: digestOf(byte) }, found: "inline" },
      ],
    });
    const target = makeTarget({ rows: [attested(amd, "a1"), attested(arm, "a2")] });
    const content = makeContent([attested(amd, "a3"), attested(v7, "a4")]);
    expect(
      compareTarget(target, nextContent(content)).entries.map(({ kind, notes }) => [kind, notes]),
    ).toEqual([
      ["added", ["with 1 attestation"]],
      ["changed", ["1 attestation changed"]],
      ["removed", ["with 1 attestation"]],
    ]);
  });

  it("lists changed fields of the index", () => {
    const target = makeTarget({ artifactType: "a/b", subject: digestOf("a1") });
    const content = makeContent([amd], { artifactType: "a/c" });
    expect(compareTarget(target, nextContent(content)).fields).toEqual([
      { kind: "changed", key: "artifact type", before: "a/b", after: "a/c" },
      { kind: "removed", key: "subject", before: digestOf("a1") },
    ]);
  });

  it("detects identical content and a changed media type", () => {
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

  it("lists changed index annotations", () => {
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
  it("returns no change for equal annotations, empty values included", () => {
    expect(compareAnnotations({ a: "", b: "1" }, { b: "1", a: "" })).toEqual([]);
  });

  it("compares keys named like inherited properties", () => {
    expect(compareAnnotations({ constructor: "a" }, { toString: "b" })).toEqual([
      { kind: "removed", key: "constructor", before: "a" },
      { kind: "added", key: "toString", after: "b" },
    ]);
  });
});
