import { describe, expect, it } from "vitest";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { findingsOf, fix, listedAs, seedIndex } from "../../../testing/fixFinding.ts";
import { perTest } from "../../../testing/perTest.ts";
import { startWorkbench } from "../../../testing/workbench.ts";
import { buildImage, type BuiltImage } from "../../sample/buildImage.ts";

const bench = perTest(startWorkbench);

describe("revisions of one Windows build", () => {
  const windows = (version: string, architecture = "amd64"): BuiltImage =>
    buildImage({
      platform: { os: "windows", architecture, "os.version": version },
      layers: [{ version }],
    });
  const versionsOf = (entries: readonly Descriptor[]): readonly (string | undefined)[] =>
    entries.map(({ platform }) => platform?.["os.version"]);

  it.each([
    [
      ["10.0.20348.2113", "10.0.20348.2340"],
      "Docker takes the first, 10.0.20348.2113; containerd the highest as text, 10.0.20348.2340.",
    ],
    // As text, the older one is the higher one.
    [["10.0.20348.887", "10.0.20348.2340"], "Docker and containerd take 10.0.20348.887."],
    [
      ["10.0.20348.2340", "10.0.20348.887"],
      "Docker takes the first, 10.0.20348.2340; containerd the highest as text, 10.0.20348.887.",
    ],
  ])("%j: the older is excluded", async (versions, choice) => {
    const images = [...versions, "10.0.17763.1"].map((version) => windows(version));
    const source = seedIndex(bench, "revisions", images);
    const { finding, entries } = await fix(bench, bench.draftOf([source]), "windows_revisions");
    const older = images[versions.indexOf("10.0.20348.2340") === 0 ? 1 : 0];
    expect(finding).toMatchObject({
      severity: "note",
      subject: { kind: "entry", digest: older?.digest },
    });
    expect(finding.message).toContain("The index also has 10.0.20348.2340, a newer revision");
    expect(finding.message).toContain(choice);
    expect(versionsOf(entries)).toEqual(["10.0.20348.2340", "10.0.17763.1"]);
  });

  it("that are three have one fix for all", async () => {
    const images = ["2113", "2340", "2402"].map((revision) => windows(`10.0.20348.${revision}`));
    const draft = bench.draftOf([seedIndex(bench, "three", images)]);
    const { findings } = await findingsOf(bench, draft);
    const digests = images.slice(0, 2).map(({ digest }) => digest);
    const fixes = [{ kind: "exclude", digests, label: "Exclude the 2 older" }];
    expect(findings.filter(({ code }) => code === "windows_revisions")).toMatchObject([
      { subject: { digest: digests[0] }, fixes },
      { subject: { digest: digests[1] }, fixes },
    ]);
  });

  it("that are many exclude themselves, and the newest stays", async () => {
    const images = Array.from({ length: 30 }, (_, at) => windows(`10.0.20348.${at}`));
    const draft = bench.draftOf([seedIndex(bench, "many", images)]);
    const { findings } = await findingsOf(bench, draft);
    expect(
      findings.flatMap(({ code, fixes: [first] }) =>
        code === "windows_revisions" && first?.kind === "exclude" ? [first.digests] : [],
      ),
    ).toEqual(images.slice(0, -1).map(({ digest }) => [digest]));
  });

  it.each([
    ["of two architectures", [windows("10.0.20348.1"), windows("10.0.20348.2", "arm64")]],
    ["without a number", [windows("10.0.20348"), windows("10.0.20348.2340")]],
    [
      "of one image",
      ["10.0.20348.1", "10.0.20348.2"].map((version) =>
        listedAs(windows("10.0.20348.2"), {
          platform: { os: "windows", architecture: "amd64", "os.version": version },
        }),
      ),
    ],
  ])("%s are not told of", async (_, images) => {
    const { findings } = await findingsOf(
      bench,
      bench.draftOf([seedIndex(bench, "other", images)]),
    );
    expect(findings.map(({ code }) => code)).not.toContain("windows_revisions");
  });
});
