import { expect, it } from "vitest";
import type { Draft } from "../../../shared/draft.ts";
import type { Script, ScriptTool } from "../../../shared/script.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { placeStubTools } from "../../testing/stubTools.ts";
import { amd64, contentOf, linux, signal, startWorkbench } from "../../testing/workbench.ts";
import { perTest } from "../../testing/perTest.ts";
import { buildAttestation, buildImage, buildIndex } from "../sample/buildImage.ts";

const arm = linux("arm");
const attestation = buildAttestation(arm);
const edits = [{ digest: arm.digest, platform: { variant: "v7", "os.version": "1.2" } }];

const bench = perTest(startWorkbench);

function draftOf(target: string, more: Partial<Draft> = {}): Draft {
  const index = buildIndex({ entries: [amd64, arm, attestation], annotations: { k: "v" } });
  seedImage(bench.registry, "acme/app", "multi", index);
  return bench.draftOf(["R/acme/app:multi"], [target], { edits, ...more });
}

async function scriptsOf(draft: Draft): Promise<Readonly<Record<ScriptTool, Script>>> {
  const scripts = bench.engine.composer.scripts(
    (await bench.engine.composer.preview(draft, signal)).id,
  );
  const entries = scripts.map((script) => [script.tool, script] as const);
  return Object.fromEntries(entries) as Record<ScriptTool, Script>;
}

// Windows has no POSIX shell.
it.skipIf(process.platform === "win32")(
  "buildx gets a descriptor for each entry in one repository",
  async () => {
    const draft = draftOf("R/acme/app:1");
    const { text, digest } = contentOf(await bench.engine.composer.preview(draft, signal));
    const { buildx } = await scriptsOf(draft);
    if (buildx.kind !== "written") {
      throw new Error(buildx.reason);
    }
    expect(buildx.sameBytes).toBe(true);
    const tools = await placeStubTools(bench.folder);
    const { calls, code } = await tools.run(buildx.text, { tagDigest: digest, dryRunIndex: text });
    expect(code).toBe(0);
    const tag = `${bench.registry.host}/acme/app:1`;
    const { manifests } = JSON.parse(text) as { manifests: readonly Record<string, unknown>[] };
    expect(manifests[1]?.["platform"]).toMatchObject(edits[0]?.platform ?? {});
    expect(calls[1]?.slice(4, 8)).toEqual(["-t", tag, "--annotation", "index:k=v"]);
    const descriptors = calls[1]?.slice(8).map((word) => JSON.parse(word) as unknown);
    expect(descriptors).toEqual(
      manifests.map(({ digest: entry, platform, annotations }) => ({
        digest: entry,
        platform,
        ...(annotations === undefined ? {} : { annotations }),
      })),
    );
    // A draft of these arguments makes the same index.
    const sources = (calls[1] ?? []).slice(8);
    const annotations = [{ id: "a", scope: { kind: "index" }, key: "k", value: "v" }] as const;
    const again = bench.draftOf(sources, ["R/acme/app:1"], { annotations: [...annotations] });
    expect(contentOf(await bench.engine.composer.preview(again, signal)).digest).toBe(digest);
    expect((await bench.plan(draft)).command).toContain("variant");
  },
);

it("buildx cannot edit entries of another repository, or leave out their attestations", async () => {
  const elsewhere = draftOf("R/acme/other:1");
  const { buildx, regctl, crane } = await scriptsOf(elsewhere);
  expect(buildx).toMatchObject({
    kind: "impossible",
    reason: expect.stringContaining("in one repository") as string,
  });
  expect((await bench.plan(elsewhere)).command).toBe("");
  // These push the exact bytes.
  expect([regctl, crane]).toMatchObject([{ sameBytes: true }, { sameBytes: true }]);
  const alone = await scriptsOf(draftOf("R/acme/app:1", { excluded: [attestation.digest] }));
  expect(alone.buildx.kind).toBe("impossible");
});

it("every tool lists moved entries in their order", async () => {
  const draft = draftOf("R/acme/app:1", { edits: [], order: [arm.digest] });
  const { buildx, regctl, crane } = await scriptsOf(draft);
  for (const script of [buildx, regctl, crane]) {
    expect(script).toMatchObject({ kind: "written", sameBytes: true });
    const text = script.kind === "written" ? script.text : "";
    expect(text.indexOf(arm.digest)).toBeLessThan(text.indexOf(amd64.digest));
  }
});

it("crane cannot edit entries of a Docker list", async () => {
  const image = buildImage({
    platform: { os: "linux", architecture: "arm" },
    mediaTypes: "docker",
  });
  seedImage(bench.registry, "acme/app", "docker", image);
  const draft = bench.draftOf(["R/acme/app:docker"], ["R/acme/app:1"], {
    edits: [{ digest: image.digest, platform: { variant: "v6" } }],
  });
  const { buildx, regctl, crane } = await scriptsOf(draft);
  expect(crane).toMatchObject({ kind: "impossible" });
  expect([buildx, regctl]).toMatchObject([{ sameBytes: true }, { sameBytes: true }]);
});
