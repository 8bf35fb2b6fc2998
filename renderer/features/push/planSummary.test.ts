import { describe, expect, it } from "vitest";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { PlannedManifest } from "../../../shared/plan.ts";
import {
  digestOf,
  makeExistingPlan,
  makeMove,
  makePart,
  makePlan,
} from "../../testing/fixtures.ts";
import { sumPlan } from "./planTotals.ts";
import { confirmLabel } from "./confirmLabel.ts";
import { summarizePlan } from "./planSummary.ts";

describe("sumPlan", () => {
  it("adds up copied blobs, mounted blobs, pushed manifests and requests", () => {
    expect(sumPlan(makePlan())).toMatchObject({
      copiedBytes: 41_251_402,
      copiedBlobs: 2,
      mountedBlobs: 1,
      pushedManifests: 2,
      requests: { reads: 6, writes: 7 },
    });
  });
});

describe("summarizePlan", () => {
  it("lists copied and mounted blobs, manifests, digest tags, foreign layers and requests", () => {
    const plan = makePlan({
      repositories: [makePart(), makePart({ repository: "r" })].map((each) => ({
        ...each,
        blobs: each.blobs.map((blob, at) =>
          at === 0 ? { ...blob, action: { kind: "skip" as const } } : blob,
        ),
        manifests: each.manifests.map((manifest, at) =>
          at < 2 ? { ...manifest, role: "referrer" as const } : manifest,
        ),
        tags: [
          ...each.tags,
          makeMove({
            name: "r:sha256-c8.sig",
            tag: "sha256-c8.sig",
            before: null,
            after: digestOf("51"),
            noClobber: true,
          }),
        ],
      })),
    });
    expect(summarizePlan(plan)).toBe(
      "82.5 MB to copy in 4 blobs · 2 mounted · 4 manifests to push, 2 of them referrers · " +
        "2 digest tags · 2 foreign layers not copied · 12 reads, 14 writes",
    );
    // Digest tags are not counted.
    expect(confirmLabel(plan)).toBe("Move 2 tags to c8c8c8c8c8c8");
  });

  it.each([
    ["pushed", { kind: "put", from: "a" }, "3 manifests to push, 1 of them an attestation"],
    ["existing", { kind: "exists" }, "2 manifests to push"],
  ] as const)("counts a %s attestation", (_, action, words) => {
    const attestation: PlannedManifest = {
      digest: digestOf("a7"),
      mediaType: mediaTypes.ociManifest,
      size: 800,
      role: "attestation",
      height: 0,
      action,
    };
    const manifests = [attestation, ...makePart().manifests];
    const plan = makePlan({ repositories: [makePart({ manifests })] });
    expect(summarizePlan(plan).split(" · ")).toContain(words);
  });

  it("says that there is nothing to push", () => {
    expect(summarizePlan(makeExistingPlan())).toBe("Nothing to push");
  });
});
