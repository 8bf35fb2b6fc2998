import { describe, expect, it } from "vitest";
import type { AffectedManifest } from "../../../../shared/deletion.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import { digestOf, makeDeletionPlan } from "../../../testing/fixtures.ts";
import {
  deleteLabel,
  deletionConfirmations,
  describeEffects,
  describeMissing,
  describeUnread,
} from "./describeDeletion.ts";

const manifest: AffectedManifest = {
  digest: digestOf("ab"),
  mediaType: "",
  tags: ["1.4"],
  otherTags: ["latest", "stable"],
  indexes: [{ digest: digestOf("cd"), tag: "all" }],
  referrers: [{ digest: digestOf("ef"), artifactType: "application/x.sig" }],
  digestTags: [],
  backup: { kind: "whole" },
};
const textsOf = (
  change: Partial<AffectedManifest>,
  by: "tag" | "digest",
  areOtherTagsKnown = true,
) => describeEffects({ ...manifest, ...change }, { by, areOtherTagsKnown }).map(({ text }) => text);

describe("what a deletion does", () => {
  it("is the end of a manifest, its tags and what depends on it", () => {
    expect(textsOf({}, "digest")).toEqual([
      "Also deletes latest, stable, which were not selected.",
      "Breaks 1 index that lists this manifest: all.",
      "1 referrer (application/x.sig) will refer to nothing.",
      "The registry may also delete what refers to it.",
    ]);
    expect(textsOf({ otherTags: [], indexes: [], referrers: [] }, "digest")).toEqual([]);
    expect(textsOf({ otherTags: [], indexes: [], referrers: undefined }, "digest")).toEqual([
      "Couldn't read what refers to it, such as signatures.",
      "The registry may also delete what refers to it.",
    ]);
  });

  it("names everything that goes, however many", () => {
    const tags = Array.from({ length: 20 }, (_, at) => `release-${at}`);
    const long = "x".repeat(100);
    const indexes = [{ digest: digestOf("cd"), tag: long }];
    const effects = describeEffects(
      { ...manifest, otherTags: tags, indexes },
      { by: "digest", areOtherTagsKnown: true },
    );
    expect(effects[0]).toMatchObject({
      text: expect.stringContaining("and 14 more") as string,
      names: tags,
    });
    expect(effects[1]?.names).toEqual([long]);
  });

  it("is the end of a tag alone if another keeps its manifest", () => {
    expect(textsOf({}, "tag")).toEqual(["The manifest stays, under latest, stable."]);
  });

  it("may be the end of a manifest with its last tag", () => {
    expect(textsOf({ otherTags: [] }, "tag")).toEqual([
      expect.stringContaining("may delete the manifest too"),
      "That would break 1 index that lists this manifest: all.",
      "1 referrer (application/x.sig) would refer to nothing.",
      "It may also delete what refers to it.",
    ]);
    expect(textsOf({ otherTags: [], tags: ["1", "2"] }, "tag")[0]).toContain("last tags. The");
    expect(textsOf({ otherTags: [] }, "tag", false)[0]).toContain("Not all tags");
    const plan = makeDeletionPlan({ by: "tag", manifests: [{ ...manifest, otherTags: [] }] });
    expect(deletionConfirmations(plan)).toEqual(["Pulls of all may fail."]);
  });

  it("counts an index once, and names its tags", () => {
    const digest = digestOf("cd");
    const indexes = ["1", "1.4"].map((tag) => ({ digest, tag }));
    expect(textsOf({ otherTags: [], indexes }, "digest")[0]).toBe(
      "Breaks 1 index that lists this manifest: 1, 1.4.",
    );
  });

  it("is not known for tags that cannot be read", () => {
    const plan = makeDeletionPlan({ unreadTags: ["a", "b"] });
    expect(describeUnread(plan)?.text).toBe(
      "2 tags could not be read as indexes: a, b. Whether they list what is deleted is not known.",
    );
    expect(deletionConfirmations(plan)).toContain("Pulls of a, b may fail.");
    expect(describeUnread(makeDeletionPlan())).toBeUndefined();
  });

  it("names a manifest without a tag by its digest", () => {
    const untagged = { ...manifest, tags: [], otherTags: [], indexes: [], referrers: [] };
    expect(textsOf(untagged, "digest")).toEqual([
      "No tag points to it. An index without a tag that lists it cannot be found.",
    ]);
    const name = `ghcr.io/acme/app@${digestOf("ab")}`;
    const plan = makeDeletionPlan({
      tags: [{ name, before: digestOf("ab") }],
      manifests: [{ ...untagged, backup: { kind: "none", reason: "" } }],
      missing: ["gone"],
    });
    expect(deleteLabel(plan)).toBe("Delete 1 manifest");
    expect(deletionConfirmations(plan)).toEqual([
      expect.stringMatching(/^sha256:ab.* cannot be restored\.$/),
    ]);
    expect(describeMissing(plan)?.text).toBe("Not in the repository any more: gone.");
    expect(describeMissing(makeDeletionPlan())).toBeUndefined();
  });

  it("may reach the entries of an index", () => {
    const index = { mediaType: mediaTypes.ociIndex, otherTags: [], indexes: [], referrers: [] };
    expect(textsOf(index, "digest")).toEqual([
      "The registry may also delete what refers to it and the untagged entries of the index.",
    ]);
    expect(textsOf(index, "tag").at(-1)).toBe(
      "It may also delete what refers to it and the untagged entries of the index.",
    );
  });

  it("says what cannot be restored, which has to be confirmed in both ways", () => {
    const backup = { kind: "none", reason: "The manifest is damaged." } as const;
    expect(textsOf({ backup }, "tag")[0]).toBe(
      "Restore will not be possible. The manifest is damaged.",
    );
    expect(textsOf({ backup: { kind: "partial", left: 2 } }, "digest")[0]).toBe(
      "The journal cannot keep 2 manifests of what the registry may delete with it.",
    );
    const plan = makeDeletionPlan({ manifests: [{ ...manifest, backup }] });
    expect(deletionConfirmations({ ...plan, by: "tag" })).toEqual(["1.4 cannot be restored."]);
    expect(deletionConfirmations(plan).at(-1)).toBe("1.4, latest, stable cannot be restored.");
  });

  it("takes what belongs to another digest, which has to be confirmed in both ways", () => {
    const subject = digestOf("12");
    const tags = [`${subject.replace(":", "-")}.sig`];
    expect(textsOf({ tags }, "tag")[0]).toMatch(/\.sig holds the signatures of sha256:12/);
    const plan = makeDeletionPlan({
      manifests: [{ ...manifest, tags, otherTags: [], indexes: [] }],
    });
    const lost = [expect.stringMatching(/^sha256:12.* will lose its signatures\.$/)];
    expect(deletionConfirmations(plan)).toEqual(lost);
    expect(deletionConfirmations({ ...plan, by: "tag" })).toEqual(lost);
    const subjectToo = { ...manifest, digest: subject, otherTags: [], indexes: [] };
    expect(deletionConfirmations({ ...plan, manifests: [...plan.manifests, subjectToo] })).toEqual(
      [],
    );
    const listing = { tag: "sha256-34", subject: digestOf("34") };
    expect(textsOf({ listing }, "digest")[0]).toContain("Also removes it from sha256-34");
  });

  it("has to be confirmed if more goes than was selected", () => {
    const plan = makeDeletionPlan({ manifests: [manifest] });
    expect(deletionConfirmations(plan)).toEqual([
      "latest, stable will be deleted too.",
      "Pulls of all will fail.",
    ]);
    expect(deletionConfirmations({ ...plan, by: "tag" })).toEqual([]);
    expect(deleteLabel(plan)).toBe("Delete 1 manifest with 2 tags");
    expect(deleteLabel({ ...plan, by: "tag" })).toBe("Delete 2 tags");
  });
});
