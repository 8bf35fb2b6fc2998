import { readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { Draft } from "../../../shared/draft.ts";
import type { ScriptTool } from "../../../shared/script.ts";
import { buildImage, buildIndex } from "../sample/buildImage.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { scriptBench } from "../../testing/scriptBench.ts";
import { amd64, arm64, signal } from "../../testing/workbench.ts";

const { bench, scriptsOf, answerFor, run, scriptFor, seen, at } = scriptBench();

// The scripts run in a POSIX shell, which Windows does not have.
describe.skipIf(process.platform === "win32")("regctl", () => {
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

describe.skipIf(process.platform === "win32")("crane", () => {
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

describe.skipIf(process.platform === "win32")("any tool", () => {
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
