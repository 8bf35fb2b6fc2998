import { describe, expect, it } from "vitest";
import type { AffectedManifest } from "../../../../shared/deletion.ts";
import { digestOf, makeDeletionPlan } from "../../../testing/fixtures.ts";
import {
  deleteLabel,
  deletionConfirmations,
  describeEffects,
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
    ]);
    expect(textsOf({ otherTags: [], indexes: [], referrers: [] }, "digest")).toEqual([]);
    expect(textsOf({ otherTags: [], indexes: [], referrers: undefined }, "digest")).toEqual([
      "Couldn't read what refers to it, such as signatures.",
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
    ]);
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
