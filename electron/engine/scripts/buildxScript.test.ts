import { beforeEach, describe, expect, it } from "vitest";
import type { Draft } from "../../../shared/draft.ts";
import { buildAttestation, buildImage, buildIndex, describe as of } from "../sample/buildImage.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { scriptBench } from "../../testing/scriptBench.ts";
import { amd64, arm64 } from "../../testing/workbench.ts";

const { bench, answerFor, run, scriptFor, seen, at } = scriptBench();

// The scripts run in a POSIX shell, which Windows does not have.
describe.skipIf(process.platform === "win32")("buildx", () => {
  it("gets digests, annotations and platforms in its syntax, and verifies the result before and after", async () => {
    const annotations: Draft["annotations"] = [
      { id: "1", scope: { kind: "index" }, key: " title ", value: "first" },
      { id: "2", scope: { kind: "index" }, key: "title", value: 'it\'s $(touch x) `y` "z"\n\\n' },
      { id: "3", scope: { kind: "entries" }, key: "k", value: "" },
      { id: "4", scope: { kind: "platform", platform: "linux/amd64" }, key: "l", value: "v" },
    ];
    const draft = bench.draftOf(
      ["R/acme/app:amd64", "R/acme/app:arm64"],
      ["R/acme/app:1", "R/acme/app:2"],
      { annotations, platforms: ["linux/amd64", "arm64"] },
    );
    const { digest, text: dryRunIndex } = await seen(draft);
    const script = await scriptFor("buildx", draft);
    expect(script).toMatchObject({ sameBytes: true, differences: [] });
    const { calls, code } = await run(script, { tagDigest: digest, dryRunIndex });
    const args = [
      "-t",
      at("acme/app:1"),
      "--annotation",
      'index:title=it\'s $(touch x) `y` "z"\n\\n',
      "--annotation",
      "manifest-descriptor:k=",
      "--annotation",
      "manifest-descriptor[linux/amd64]:l=v",
      "--platform",
      "linux/amd64,linux/arm64",
      at(`acme/app@${amd64.digest}`),
      at(`acme/app@${arm64.digest}`),
    ];
    expect(calls).toEqual([
      ["docker", "buildx", "imagetools", "create", "--dry-run", ...args],
      ["docker", "buildx", "imagetools", "create", ...args],
      [
        "docker",
        "buildx",
        "imagetools",
        "inspect",
        "--format",
        "{{json .Manifest.Digest}}",
        at("acme/app:1"),
      ],
      [
        "docker",
        "buildx",
        "imagetools",
        "create",
        "--prefer-index=false",
        "-t",
        at("acme/app:2"),
        at(`acme/app@${digest}`),
      ],
    ]);
    expect(code).toBe(0);
    const otherwise = await run(script, { tagDigest: digest, dryRunIndex: `${dryRunIndex} ` });
    expect(otherwise).toMatchObject({ code: 1, calls: { length: 1 } });
    expect(await run(script, { tagDigest: arm64.digest, dryRunIndex })).toMatchObject({
      code: 1,
      calls: { length: 3 },
    });
  });

  const windows = buildImage({
    platform: { os: "windows", architecture: "amd64", "os.version": "10.0.20348.2700" },
  });

  it("gets a descriptor for an entry that keeps os.version, if all is in one repository", async () => {
    seedImage(bench.registry, "acme/app", "windows", windows);
    const more = { keepOsVersion: true };
    const sources = ["R/acme/app:windows", "R/acme/app:amd64"];
    const here = await scriptFor("buildx", bench.draftOf(sources, ["R/acme/app:1"], more));
    expect(here.sameBytes).toBe(true);
    const descriptor = JSON.stringify({
      digest: windows.digest,
      platform: { architecture: "amd64", os: "windows", "os.version": "10.0.20348.2700" },
    });
    expect((await run(here)).calls[0]?.slice(7)).toEqual([
      descriptor,
      at(`acme/app@${amd64.digest}`),
    ]);
    const away = await scriptFor("buildx", bench.draftOf(sources, ["R/acme/release:1"], more));
    expect(away.sameBytes).toBe(false);
    expect(away.differences.join()).toContain("os.version");
    expect((await run(away)).calls[0]?.slice(6)).toEqual([
      at(`acme/app@${windows.digest}`),
      at(`acme/app@${amd64.digest}`),
    ]);
  });

  it.each<[string, Partial<Draft>, string]>([
    [
      "a key with an equals sign",
      { annotations: [{ id: "1", scope: { kind: "index" }, key: "a=b", value: "c" }] },
      "does not support some",
    ],
    [
      "a key with two values",
      {
        annotations: [
          { id: "1", scope: { kind: "entries" }, key: "k", value: "all" },
          {
            id: "2",
            scope: { kind: "platform", platform: "linux/amd64" },
            key: "k",
            value: "one",
          },
        ],
      },
      "random value",
    ],
    ["an artifact type that is kept", { keepArtifactType: true }, "artifact type"],
    ["a subject that is kept", { keepSubject: true }, "subject"],
  ])("reports other bytes for %s", async (_what, more, reason) => {
    const typed = buildIndex({
      entries: [amd64],
      artifactType: "application/x",
      subject: of(arm64),
    });
    seedImage(bench.registry, "acme/app", "typed", typed);
    const draft = bench.draftOf(["R/acme/app:typed", "R/acme/app:arm64"], ["R/acme/app:1"], more);
    const script = await scriptFor("buildx", draft);
    expect(script.sameBytes).toBe(false);
    expect(script.differences.join()).toContain(reason);
    expect(script.text).toContain(script.differences[0]);
  });

  describe("omits what the draft excludes", () => {
    const attestation = buildAttestation(amd64);
    beforeEach(() => {
      const multi = buildIndex({ entries: [amd64, attestation, arm64] });
      seedImage(bench.registry, "acme/app", "multi", multi);
    });

    it("with the platforms of the other entries", async () => {
      const draft = bench.draftOf(["R/acme/app:multi"], ["R/acme/app:1"], {
        excluded: [arm64.digest],
      });
      const { digest, text: dryRunIndex } = await seen(draft);
      const script = await scriptFor("buildx", draft);
      expect(script.sameBytes).toBe(true);
      const { calls, code } = await run(script, { tagDigest: digest, dryRunIndex });
      expect(code).toBe(0);
      expect(calls[1]?.slice(4, 8)).toEqual(["-t", at("acme/app:1"), "--platform", "linux/amd64"]);
    });

    it("with escaped platforms", async () => {
      const bottles = ["macOS 13", "macOS 14"].map((version) =>
        buildImage({
          platform: { os: "darwin", architecture: "arm64", "os.version": version },
          layers: [{ version }],
        }),
      );
      const [first] = bottles;
      seedImage(
        bench.registry,
        "acme/app",
        "bottles",
        buildIndex({ entries: [...bottles, amd64] }),
      );
      const draft = bench.draftOf(["R/acme/app:bottles"], ["R/acme/app:1"], {
        platforms: ["linux/amd64", "darwin(macOS%2013)/arm64"],
      });
      expect((await run(await scriptFor("buildx", draft))).calls[0]).toContain(
        "linux/amd64,darwin(macOS%2013)/arm64",
      );
      const excluding = { ...draft, platforms: [], excluded: [first?.digest ?? ""] };
      // A filter by version keeps every version of that system, so buildx cannot tell them apart.
      expect(await answerFor("buildx", excluding)).toMatchObject({ kind: "impossible" });
    });

    it("without the source of an image", async () => {
      const draft = bench.draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], ["R/acme/app:1"], {
        excluded: [amd64.digest],
      });
      const { digest, text: dryRunIndex } = await seen(draft);
      const { calls, code } = await run(await scriptFor("buildx", draft), {
        tagDigest: digest,
        dryRunIndex,
      });
      expect(code).toBe(0);
      expect(calls[1]?.slice(4)).toEqual(["-t", at("acme/app:1"), at(`acme/app@${arm64.digest}`)]);
    });

    it("or reports that it cannot", async () => {
      const draft = bench.draftOf(["R/acme/app:multi"], ["R/acme/app:1"], {
        excluded: [attestation.digest],
      });
      expect(await answerFor("buildx", draft)).toMatchObject({
        kind: "impossible",
        reason: expect.stringContaining("by their digests") as string,
      });
      for (const tool of ["regctl", "crane"] as const) {
        const script = await scriptFor(tool, draft);
        expect(script.sameBytes).toBe(true);
        expect(script.text).not.toContain(attestation.digest.slice(7));
      }
    });
  });

  it("reports the random order of attestations", async () => {
    for (const image of [amd64, arm64]) {
      seedImage(bench.registry, "acme/app", undefined, buildAttestation(image, "referrer"));
    }
    const draftOf = (sources: readonly string[]): Draft => bench.draftOf(sources, ["R/acme/app:1"]);
    const one = await scriptFor("buildx", draftOf(["R/acme/app:amd64"]));
    const both = await scriptFor("buildx", draftOf(["R/acme/app:amd64", "R/acme/app:arm64"]));
    expect([one.sameBytes, both.sameBytes]).toEqual([true, false]);
    expect(one.text).toContain("buildx 0.30");
  });
});
