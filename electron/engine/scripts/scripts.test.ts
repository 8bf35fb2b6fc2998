import { readdir } from "node:fs/promises";
import { beforeEach, describe, expect, it } from "vitest";
import type { Draft } from "../../../shared/draft.ts";
import type { Script, ScriptTool, WrittenScript } from "../../../shared/script.ts";
import { buildAttestation, buildImage, buildIndex, describe as of } from "../sample/buildImage.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { placeStubTools, type ScriptRun, type StubState } from "../../testing/stubTools.ts";
import { amd64, arm64, contentOf, signal, startWorkbench } from "../../testing/workbench.ts";
import { perTest } from "../../testing/perTest.ts";

const bench = perTest(startWorkbench);
let run: (script: WrittenScript, world?: StubState) => Promise<ScriptRun>;
beforeEach(async () => {
  const tools = await placeStubTools(bench.folder);
  run = ({ text }, world) => tools.run(text, world);
});

async function scriptFor(tool: ScriptTool, draft: Draft): Promise<WrittenScript> {
  const script = await answerFor(tool, draft);
  if (script?.kind !== "written") {
    throw new Error(`no script for ${tool}`);
  }
  return script;
}

async function scriptsOf(draft: Draft): Promise<readonly Script[]> {
  return bench.engine.composer.scripts((await bench.engine.composer.preview(draft, signal)).id);
}

async function answerFor(tool: ScriptTool, draft: Draft): Promise<Script | undefined> {
  const scripts = await scriptsOf(draft);
  return scripts.find((each) => each.tool === tool);
}

async function seen(draft: Draft): Promise<{ readonly digest: string; readonly text: string }> {
  return contentOf(await bench.engine.composer.preview(draft, signal));
}

const at = (name: string): string => `${bench.registry.host}/${name}`;

describe("buildx", () => {
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

describe("regctl", () => {
  it("copies the entries and puts the exact bytes", async () => {
    const draft = bench.draftOf(
      ["R/acme/app:amd64", "R/acme/app:arm64"],
      ["R/acme/release:1", "R/acme/app:2"],
      {
        annotations: [
          { id: "1", scope: { kind: "index" }, key: "k", value: "it's <&> \u2028 %s\\" },
        ],
        copyReferrers: { referrers: "all", digestTags: true },
      },
    );
    const { digest, text } = await seen(draft);
    const script = await scriptFor("regctl", draft);
    expect(script).toMatchObject({ sameBytes: true, differences: [] });
    const { calls, inputs, code } = await run(script);
    expect(code).toBe(0);
    const copy = ["regctl", "image", "copy", "--referrers", "--digest-tags"];
    expect(calls).toEqual([
      ...[amd64, arm64].map((image) => [
        ...copy,
        at(`acme/app@${image.digest}`),
        at(`acme/release@${image.digest}`),
      ]),
      [
        "regctl",
        "manifest",
        "put",
        "--content-type",
        "application/vnd.oci.image.index.v1+json",
        at("acme/release:1"),
      ],
      [...copy, at(`acme/release@${digest}`), at("acme/app:2")],
    ]);
    expect(inputs).toEqual([text]);
  });

  it("copies an unchanged index, to a layout too", async () => {
    seedImage(bench.registry, "acme/app", "both", buildIndex({ entries: [amd64, arm64] }));
    const draft = bench.draftOf(["R/acme/app:both"], ["oci-layout:///tmp/a b:1"], {
      copyReferrers: { referrers: "none", digestTags: false },
    });
    const { digest } = await seen(draft);
    expect((await run(await scriptFor("regctl", draft))).calls).toEqual([
      ["regctl", "image", "copy", at(`acme/app@${digest}`), "ocidir:///tmp/a b:1"],
    ]);
  });
});

describe("crane", () => {
  it("pushes a layout with the exact index", async () => {
    const draft = bench.draftOf(["R/acme/app:amd64"], ["R/acme/release:1", "R/acme/release:2"]);
    const { digest, text } = await seen(draft);
    const script = await scriptFor("crane", draft);
    expect(script.sameBytes).toBe(true);
    expect(script.differences.join()).toContain("referrers of the images");
    const { calls, inputs, code } = await run(script);
    expect(code).toBe(0);
    const [copied, read, pushed, again] = calls;
    const there = at(`acme/release@${amd64.digest}`);
    expect(copied).toEqual(["crane", "copy", at(`acme/app@${amd64.digest}`), there]);
    expect(read).toEqual(["crane", "manifest", there]);
    expect(pushed).toEqual([
      "crane",
      "push",
      "--index",
      expect.stringMatching(/^\//) as string,
      at("acme/release:1"),
    ]);
    expect(again).toEqual(["crane", "copy", at(`acme/release@${digest}`), at("acme/release:2")]);
    expect(inputs).toEqual([text]);
    // The folder is gone again.
    await expect(readdir(pushed?.[3] ?? "")).rejects.toThrow("ENOENT");
  });

  it("appends to a Docker list, with other bytes", async () => {
    const image = buildImage({
      platform: { os: "linux", architecture: "s390x" },
      mediaTypes: "docker",
    });
    seedImage(bench.registry, "acme/app", "docker", image);
    const script = await scriptFor("crane", bench.draftOf(["R/acme/app:docker"], ["R/acme/app:1"]));
    expect(script.sameBytes).toBe(false);
    expect((await run(script)).calls).toEqual([
      [
        "crane",
        "index",
        "append",
        "--docker-empty-base",
        "-m",
        at(`acme/app@${image.digest}`),
        "-t",
        at("acme/app:1"),
      ],
    ]);
  });

  it("does not support layouts", async () => {
    const draft = bench.draftOf(["R/acme/app:amd64"], ["oci-layout:///x:1"]);
    expect(await answerFor("crane", draft)).toEqual({
      kind: "impossible",
      tool: "crane",
      reason: "crane does not support oci-layout:///x:1.",
    });
  });
});

describe("any tool", () => {
  it("does not support a layout tag that is a full reference", async () => {
    const target = "oci-layout:///x:localhost/acme/app:1";
    const draft = bench.draftOf(["R/acme/app:amd64"], [target]);
    for (const tool of ["buildx", "regctl", "crane"] as const) {
      expect(await answerFor(tool, draft)).toMatchObject({
        reason: `${tool} does not support ${target}.`,
      });
    }
  });

  it.each([
    "--metadata-file=/tmp/x",
    "-t",
    "-",
    "--",
    "oci-layout://--metadata-file=x:1",
    '{"digest":"--append"}',
  ])("gets no text of the draft as an option: %s", async (text) => {
    for (const place of ["sources", "targets"] as const) {
      const draft = bench.draftOf(["R/acme/app:amd64"], ["R/acme/release:1"]);
      const options = { ...draft, [place]: [...draft[place], { id: "x", text }] };
      const scripts = await scriptsOf(options).catch(() => []);
      for (const script of scripts) {
        if (script.kind !== "written") {
          continue;
        }
        const { calls } = await run(script);
        const args = calls.flatMap((call) => call.slice(1));
        expect(args.filter((word) => word.startsWith("-") && text.startsWith(word))).toEqual([]);
      }
      const { command } = await bench.engine.composer.preview(options, signal);
      expect(text.startsWith("-") ? command : "").toBe("");
    }
  });

  it.each<ScriptTool>(["buildx", "regctl", "crane"])(
    "%s stops if a tag must not move",
    async (tool) => {
      const draft: Draft = {
        ...bench.draftOf(["R/acme/app:amd64"]),
        targets: [{ id: "t", text: at("acme/app:it"), noClobber: true }],
      };
      const { digest, text: dryRunIndex } = await seen(draft);
      const script = await scriptFor(tool, draft);
      const taken = await run(script, { tagDigest: arm64.digest, dryRunIndex });
      expect(taken).toMatchObject({ code: 1, calls: { length: 1 } });
      expect(taken.stderr).toContain("acme/app:it names");
      expect((await run(script, { tagDigest: digest, dryRunIndex })).code).toBe(0);
    },
  );

  it.each<ScriptTool>(["buildx", "regctl"])("%s does not execute a path", async (tool) => {
    const target = "oci-layout:///x\ntouch evil\n:1";
    const script = await scriptFor(tool, bench.draftOf(["R/acme/app:amd64"], [target]));
    await run(script);
    expect(script.text).toContain("touch evil");
    expect(await readdir(bench.folder)).not.toContain("evil");
  });

  it("has no script without a tag", async () => {
    const draft = bench.draftOf(["R/acme/app:amd64"]);
    expect(await scriptsOf(draft)).toEqual([]);
  });
});
