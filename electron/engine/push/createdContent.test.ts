import path from "node:path";
import { describe, expect, it } from "vitest";
import type { EntryEdit } from "../../../shared/draft.ts";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import type { Plan } from "../../../shared/plan.ts";
import { dropsOf } from "../../testing/dropsOf.ts";
import { perTest } from "../../testing/perTest.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { startDockerRegistry } from "../../testing/servers/dockerRegistry.ts";
import { amd64, arm64, contentOf, linux, signal, startWorkbench } from "../../testing/workbench.ts";
import { Journal } from "../journal/journal.ts";
import { buildAttestation, buildIndex } from "../sample/buildImage.ts";
import { madeByApp } from "../plan/planCache.ts";

const arm = linux("arm");
const attestation = buildAttestation(arm, "referrer");

/** A config's platform, an annotation, and a conversion: the digests of all three images change. */
const edits: EntryEdit[] = [
  { digest: arm.digest, manifest: { platform: { variant: "v7" } } },
  { digest: amd64.digest, manifest: { annotations: [{ key: "a", value: "<&>" }] } },
  { digest: arm64.digest, manifest: { convertTo: "docker" } },
];
const sources = ["R/acme/app:multi", "R/acme/app:arm64"];

const bench = perTest(async () => {
  const started = await startWorkbench();
  const index = buildIndex({ entries: [amd64, arm, attestation] });
  seedImage(started.registry, "acme/app", "multi", index);
  return started;
});

async function planTo(...targets: readonly string[]): Promise<Plan> {
  return await bench.plan(bench.draftOf(sources, targets, { edits }));
}

/** The actions of a repository's part of a plan, by digest. */
function actionsOf(plan: Plan, position = 0): ReadonlyMap<string, string> {
  const { blobs = [], manifests = [] } = plan.repositories[position] ?? {};
  return new Map([...blobs, ...manifests].map(({ digest, action }) => [digest, action.kind]));
}

function indexOf({ root }: Plan): ImageIndex {
  return JSON.parse(Buffer.from(root.data, "base64").toString()) as ImageIndex;
}

/** The requests that wrote to a repository, as `PUT manifests/…`. */
function writesTo(repository: string): readonly string[] {
  return bench.registry.requests
    .filter(({ method, path: at }) => method === "PUT" && at.startsWith(`/v2/${repository}/`))
    .map(({ path: at }) => at.split(`/${repository}/`)[1] ?? "");
}

describe("a push with edited manifests", () => {
  it("plans them as created, copies only layers, and pushes content before what points to it", async () => {
    const plan = await planTo("R/acme/release:1");
    expect(plan.version).toBe(2);
    const configs = plan.created?.filter(({ mediaType }) => mediaType.includes("config"));
    expect(configs).toHaveLength(1);
    expect(plan.created?.map(({ digest }) => digest).toSorted()).toEqual(
      [...indexOf(plan).manifests, ...(configs ?? [])].map(({ digest }) => digest).toSorted(),
    );
    const actions = actionsOf(plan);
    const created = Map.groupBy(plan.created ?? [], ({ digest }) => actions.get(digest));
    expect([created.get("build")?.length, created.get("create")?.length]).toEqual([3, 1]);
    expect(actions.get(arm.layers[0]?.digest ?? "")).toBe("mount");
    expect(actions.get(amd64.config.digest)).toBe("mount");
    for (const unused of [arm, arm.config, attestation]) {
      expect(actions.has(unused.digest)).toBe(false);
    }
    const outcome = await bench.execute(plan);
    expect(outcome).toMatchObject({ tags: [{ kind: "moved" }], mountedBlobs: 5 });
    const { manifests: stored, blobs, tags } = bench.registry.repository("acme/release");
    for (const { digest, data } of plan.created ?? []) {
      const bytes = stored.get(digest)?.bytes ?? blobs.get(digest);
      expect(Buffer.from(bytes ?? []).toString("base64")).toBe(data);
    }
    expect(tags.get("1")).toBe(plan.root.digest);
    expect(stored.size).toBe(4);
    expect(writesTo("acme/release").slice(-2)).toEqual([
      `manifests/${plan.root.digest}`,
      "manifests/1",
    ]);
    // Everything is there now.
    const again = await planTo("R/acme/release:1");
    expect(new Set(actionsOf(again).values())).not.toContain("create");
    expect((again.created ?? []).map(({ digest }) => actionsOf(again).get(digest))).not.toContain(
      "build",
    );
  });

  it("can be restored to what was pushed, also after the registry deleted everything", async () => {
    const plan = await planTo("R/acme/release:1");
    const { journalId } = await bench.execute(plan);
    const { manifests, blobs, tags } = bench.registry.repository("acme/release");
    for (const stored of [manifests, blobs, tags]) {
      stored.clear();
    }
    const name = `${bench.registry.host}/acme/release:1`;
    const content = "pushed";
    const restore = await bench.engine.planner.planRestore({ journalId, name, content }, signal);
    expect((await bench.execute(restore)).failure).toBeUndefined();
    expect(tags.get("1")).toBe(plan.root.digest);
    expect(manifests.size).toBe(4);
    for (const { digest } of plan.created ?? []) {
      expect(manifests.has(digest) || blobs.has(digest)).toBe(true);
    }
    expect(blobs.has(arm.layers[0]?.digest ?? "")).toBe(true);
  });

  it("shows them in the preview as they are pushed", async () => {
    const draft = bench.draftOf(sources, ["R/acme/release:1"], { edits });
    const preview = await bench.engine.composer.preview(draft, signal);
    const plan = await bench.engine.planner.planPreview(preview.id, signal);
    expect(contentOf(preview).digest).toBe(plan.root.digest);
    for (const { descriptor, becomes } of contentOf(preview).rows) {
      const view = await bench.engine.composer.manifestView(preview.id, descriptor.digest, signal);
      const created = plan.created?.find(({ digest }) => digest === becomes?.digest);
      expect(Buffer.from(created?.data ?? "", "base64").toString()).toBe(view.manifest.after);
    }
  });

  it("creates them in each repository, layout and archive that it pushes to", async () => {
    const places = [
      `oci-layout://${bench.folder}/layout:1`,
      `oci-archive://${bench.folder}/a.tar:1`,
    ];
    const plan = await planTo("R/acme/release:1", "R/acme/other:1", ...places);
    expect(
      plan.repositories.map((_, at) => actionsOf(plan, at).get(plan.created?.[0]?.digest ?? "")),
    ).toEqual(plan.repositories.map(() => expect.stringMatching(/^(create|build)$/) as string));
    expect(await bench.execute(plan)).toMatchObject({ tags: [{}, {}, {}, {}] });
    const restarted = bench.restart();
    for (const place of places) {
      const { result } = await restarted.composer.preview(bench.draftOf([place]), signal);
      expect(result).toMatchObject({ content: { digest: plan.root.digest } });
      // The config of an edited image can be read there.
      const inspected = await restarted.inspect(
        `${place.replace(/:1$/, "")}@${indexOf(plan).manifests[1]?.digest}`,
        signal,
      );
      expect(JSON.stringify(inspected)).toContain("v7");
    }
    await restarted.close();
  });

  it("pushes a single edited manifest, and compares it with what the tag had", async () => {
    seedImage(bench.registry, "acme/release", "1", linux("s390x"));
    const draft = bench.draftOf(["R/acme/app:arm64"], ["R/acme/release:1"], {
      edits: [{ digest: arm64.digest, manifest: { platform: { variant: "v9" } } }],
      preferIndex: false,
    });
    const plan = await bench.plan(draft);
    expect(dropsOf(plan)).toMatchObject([{ kind: "known", platforms: ["linux/s390x"] }]);
    expect(plan.created).toHaveLength(1);
    await bench.execute(plan);
    const { tags, blobs } = bench.registry.repository("acme/release");
    expect(tags.get("1")).toBe(plan.root.digest);
    expect(blobs.has(plan.created?.[0]?.digest ?? "")).toBe(true);
  });

  it("is accepted by docker-registry, which refuses manifests with missing content", async () => {
    const docker = await startDockerRegistry();
    try {
      const plan = await planTo(`${docker.host}/acme/release:1`);
      expect(await bench.execute(plan)).not.toHaveProperty("failure");
      for (const { digest, data, mediaType } of plan.created ?? []) {
        const kind = mediaType.includes("manifest") ? "manifests" : "blobs";
        const answer = await fetch(`${docker.url}/v2/acme/release/${kind}/${digest}`, {
          headers: { accept: mediaType },
        });
        expect(Buffer.from(await answer.arrayBuffer()).toString("base64")).toBe(data);
      }
    } finally {
      await docker.close();
    }
  });
});

describe("the bytes of edited manifests", () => {
  it("are in the plan file, and verified when it is opened", async () => {
    const plan = await planTo("R/acme/release:1");
    const opened = await bench.reopen(plan);
    expect(opened.created).toEqual(plan.created);
    expect(opened.repositories).toEqual(plan.repositories);
    const [first] = plan.created ?? [];
    const other = Buffer.from("{}").toString("base64");
    await expect(
      bench.reopen(plan, (text) => text.replace(first?.data ?? "?", other)),
    ).rejects.toMatchObject({ code: "size_mismatch" });
  });

  it("are required of a plan that creates them", async () => {
    const { created: _, ...rest } = await planTo("R/acme/release:1");
    const saved = JSON.stringify(rest);
    const restarted = bench.restart();
    const opened = await restarted.planner.openPlan(JSON.parse(saved) as Plan, signal);
    const outcome = await restarted.push(opened.id, { report: () => {} }, signal);
    expect(outcome).toMatchObject({
      failure: { code: "input_invalid" },
      tags: [{ kind: "untouched" }],
    });
    await restarted.close();
  });

  it("are in the journal, so a push resumes without the manifests before the edit", async () => {
    const plan = await planTo("R/acme/release:1");
    bench.registry.faults.add({
      match: { method: "PUT", path: new RegExp(`release/manifests/${plan.root.digest}`) },
      do: { status: 403 },
    });
    const { failure, journalId } = await bench.execute(plan);
    expect(failure).toMatchObject({ code: "denied" });
    bench.registry.faults.clear();
    const { manifests } = bench.registry.repository("acme/app");
    manifests.clear();
    bench.registry.repository("acme/release").manifests.clear();
    const restarted = bench.restart();
    const rest = await restarted.planner.planResume(journalId, signal);
    const outcome = await restarted.push(rest.id, { report: () => {} }, signal);
    expect(outcome).toMatchObject({ tags: [{ kind: "moved" }] });
    expect(bench.registry.repository("acme/release").manifests.size).toBe(4);
    await restarted.close();
  });

  it("are kept by the journal on the disk; a list does not read them", async () => {
    const plan = await planTo("R/acme/release:1");
    const journal = new Journal(path.join(bench.folder, "journal"));
    const { id } = await journal.begin(plan, madeByApp);
    expect((await journal.read(id)).plan).toMatchObject({ created: plan.created });
    const [entry] = (await journal.list()).entries;
    expect(JSON.stringify(entry)).not.toContain(plan.created?.[0]?.data);
  });
});
