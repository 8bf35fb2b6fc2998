import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { emptyDraft } from "../../shared/emptyDraft.ts";
import { digestOf } from "./oci/digest.ts";
import { buildAttestation, buildIndex } from "./sample/buildImage.ts";
import type { RegistryOptions } from "../testing/registry/options.ts";
import { startRegistry } from "../testing/registry/registry.ts";
import { seedImage } from "../testing/registry/seedImage.ts";
import { amd64, arm64, signal, startWorkbench } from "../testing/workbench.ts";
import { perTest } from "../testing/perTest.ts";

const bench = perTest(startWorkbench);

describe("a retag", () => {
  it("sets tags in the same and another repository to the same bytes", async () => {
    const index = buildIndex({ entries: [amd64, arm64], annotations: { k: "v" } });
    seedImage(bench.registry, "acme/app", "1", index);
    const plan = await bench.engine.planner.planRetag(
      {
        source: `${bench.registry.host}/acme/app:1`,
        targets: [`${bench.registry.host}/acme/app:2`, `${bench.registry.host}/new/app:2`],
        copyReferrers: emptyDraft.copyReferrers,
      },
      signal,
    );
    expect(plan).toMatchObject({ kind: "retag", root: { digest: index.digest } });
    expect(
      (await bench.engine.push(plan.id, { report: () => {} }, signal)).failure,
    ).toBeUndefined();
    for (const name of ["acme/app", "new/app"]) {
      expect(bench.registry.repository(name).tags.get("2")).toBe(index.digest);
    }
  });

  it("names its invalid target", async () => {
    const targets = [`${bench.registry.host}/acme/app:2`, `${bench.registry.host}/acme/App:1`];
    await expect(
      bench.engine.planner.planRetag(
        {
          source: `${bench.registry.host}/acme/app:amd64`,
          targets,
          copyReferrers: emptyDraft.copyReferrers,
        },
        signal,
      ),
    ).rejects.toMatchObject({
      code: "reference_invalid",
      message: expect.stringMatching(/^The target .*acme\/App:1: /) as string,
    });
  });

  it("does not wrap a single image", async () => {
    const plan = await bench.engine.planner.planRetag(
      {
        source: `${bench.registry.host}/acme/app:amd64`,
        targets: [`${bench.registry.host}/new/app:2`],
        copyReferrers: emptyDraft.copyReferrers,
      },
      signal,
    );
    expect(
      (await bench.engine.push(plan.id, { report: () => {} }, signal)).failure,
    ).toBeUndefined();
    expect(bench.registry.repository("new/app").tags.get("2")).toBe(amd64.digest);
  });
});

describe("checks and inspections", () => {
  it("read the content of a target's tag", async () => {
    expect(
      await bench.engine.composer.checkTarget(`${bench.registry.host}/acme/app:nope`, signal),
    ).toMatchObject({
      kind: "missing",
    });
    expect(
      await bench.engine.composer.checkTarget(`${bench.registry.host}/acme/app:arm64`, signal),
    ).toMatchObject({
      kind: "exists",
      digest: arm64.digest,
      rows: [{ kind: "image", platform: "linux/arm64/v8" }],
    });
  });

  it("show an artifact whose config has no platform", async () => {
    const chart = {
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      bytes: Buffer.from(
        JSON.stringify({
          schemaVersion: 2,
          mediaType: "application/vnd.oci.image.manifest.v1+json",
          config: { ...amd64.descriptor, mediaType: "application/vnd.cncf.helm.config.v1+json" },
          layers: [],
        }),
      ),
    };
    const stored = bench.registry.repository("acme/app");
    stored.manifests.set(digestOf(chart.bytes), chart);
    stored.tags.set("chart", digestOf(chart.bytes));
    const state = await bench.engine.composer.checkTarget(
      `${bench.registry.host}/acme/app:chart`,
      signal,
    );
    expect(state).toMatchObject({ kind: "exists", rows: [{ kind: "image" }] });
    expect(state).not.toHaveProperty("unreadable");
    expect(state).not.toHaveProperty("rows[0].platform");
  });

  it("show what a push to a target on this computer creates", async () => {
    const look = async (text: string): Promise<unknown> =>
      await bench.engine.composer.checkTarget(text.replace("F", bench.folder), signal);
    expect(await look("oci-layout://F/new:1")).toMatchObject({
      kind: "missing",
      creates: "layout",
    });
    expect(await look("oci-archive://F/new.tar:1")).toMatchObject({ creates: "archive" });
    await mkdir(path.join(bench.folder, "used", "src"), { recursive: true });
    await expect(look("oci-layout://F/used:1")).rejects.toMatchObject({ code: "layout_invalid" });
    await bench.push(bench.draftOf(["R/acme/app:amd64"], [`oci-layout://${bench.folder}/new:1`]));
    expect(await look("oci-layout://F/new:2")).toEqual({
      kind: "missing",
      name: `oci-layout://${bench.folder}/new:2`,
    });
  });

  it("explain an invalid layout or a missing tag", async () => {
    const look = async (name: string): Promise<unknown> =>
      await bench.engine.inspect(`oci-layout://${path.join(bench.folder, name)}:1`, signal);
    await writeFile(path.join(bench.folder, "file"), "");
    await expect(look("file")).rejects.toMatchObject({
      code: "layout_invalid",
      hint: expect.stringContaining("oci-archive://") as string,
    });
    await expect(look("nowhere")).rejects.toMatchObject({ code: "not_found" });
    const layout = `oci-layout://${path.join(bench.folder, "layout")}`;
    await bench.push(bench.draftOf(["R/acme/app:amd64"], [`${layout}:1.0`, `${layout}:1.1`]));
    await expect(look("layout")).rejects.toMatchObject({
      code: "not_found",
      hint: expect.stringContaining("1.0, 1.1") as string,
    });
  });

  it("show the config and layers of an image", async () => {
    const inspection = await bench.engine.inspect(`${bench.registry.host}/acme/app:amd64`, signal);
    expect(inspection.content).toMatchObject({
      kind: "image",
      configView: { platform: "linux/amd64", labels: {} },
      layers: [{ createdBy: "sample" }],
    });
  });

  it("follow the digests of a config and of a layer", async () => {
    const layout = `oci-layout://${path.join(bench.folder, "layout")}`;
    await bench.push(bench.draftOf(["R/acme/app:amd64"], [`${layout}:1`]));
    for (const repository of [`${bench.registry.host}/acme/app`, layout]) {
      const config = await bench.engine.inspect(`${repository}@${amd64.config.digest}`, signal);
      expect(config).toMatchObject({
        text: Buffer.from(amd64.config.bytes).toString(),
        content: { kind: "blob", reason: expect.stringContaining("blob") as string },
      });
      const layer = await bench.engine.inspect(`${repository}@${amd64.layers[0]?.digest}`, signal);
      expect(layer).toMatchObject({ text: "", content: { kind: "blob" } });
      const gone = bench.engine.inspect(`${repository}@sha256:${"0".repeat(64)}`, signal);
      await expect(gone).rejects.toMatchObject({ code: "not_found" });
    }
  });

  it("show the bytes of a malformed manifest", async () => {
    bench.registry
      .repository("acme/app")
      .manifests.set("sha256:b", { mediaType: amd64.mediaType, bytes: Buffer.from("{not json") });
    bench.registry.repository("acme/app").tags.set("broken", "sha256:b");
    const inspection = await bench.engine.inspect(`${bench.registry.host}/acme/app:broken`, signal);
    expect(inspection).toMatchObject({ text: "{not json", content: { kind: "opaque" } });
  });
});

describe("a layout", () => {
  it("keeps all digests when it is pushed to and copied back", async () => {
    seedImage(
      bench.registry,
      "acme/app",
      "attested",
      buildIndex({ entries: [amd64, buildAttestation(amd64)] }),
    );
    const layout = `oci-layout://${path.join(bench.folder, "a layout")}`;
    const first = await bench.push(
      bench.draftOf(["R/acme/app:attested", "R/acme/app:arm64"], [`${layout}:1`]),
    );
    expect(first.failure).toBeUndefined();
    const back = await bench.engine.planner.planRetag(
      {
        source: `${layout}:1`,
        targets: [`${bench.registry.host}/back/app:1`],
        copyReferrers: emptyDraft.copyReferrers,
      },
      signal,
    );
    expect(
      (await bench.engine.push(back.id, { report: () => {} }, signal)).failure,
    ).toBeUndefined();
    const stored = bench.registry.repository("back/app");
    expect(stored.tags.get("1")).toBe(first.root.digest);
    expect(stored.manifests.size).toBe(4);
    const index = JSON.parse(
      await readFile(path.join(bench.folder, "a layout", "index.json"), "utf8"),
    ) as object;
    expect(index).toMatchObject({
      schemaVersion: 2,
      manifests: [
        { digest: first.root.digest, annotations: { "org.opencontainers.image.ref.name": "1" } },
      ],
    });
  });

  it("keeps its other tags when one moves", async () => {
    const layout = `oci-layout://${path.join(bench.folder, "layout")}`;
    await bench.push(bench.draftOf(["R/acme/app:amd64"], [`${layout}:1`, `${layout}:2`]));
    await bench.push(bench.draftOf(["R/acme/app:arm64"], [`${layout}:2`]));
    const digests = await Promise.all(
      ["1", "2"].map(
        async (tag) => (await bench.engine.inspect(`${layout}:${tag}`, signal)).digest,
      ),
    );
    expect(new Set(digests).size).toBe(2);
  });

  it("explains an invalid folder", async () => {
    const { sources } = await bench.engine.composer.preview(
      bench.draftOf([`oci-layout://${bench.folder}:1`]),
      signal,
    );
    expect(sources["s0"]).toMatchObject({ kind: "failed", error: { code: "not_found" } });
  });
});

describe("with other registries", () => {
  const options: readonly [string, RegistryOptions][] = [
    ["absolute upload addresses", { locations: "absolute" }],
    ["no mounts", { mount: false }],
    ["no referrers list", { referrersApi: false }],
  ];
  it.each(options)("pushes with %s", async (_, option) => {
    const other = await startRegistry(option);
    try {
      seedImage(other, "acme/app", "amd64", amd64);
      const outcome = await bench.push(
        bench.draftOf([`${other.host}/acme/app:amd64`], [`${other.host}/other/app:1`]),
      );
      expect(outcome.failure).toBeUndefined();
      expect(other.repository("other/app").tags.get("1")).toBe(outcome.root.digest);
    } finally {
      await other.close();
    }
  });
});
