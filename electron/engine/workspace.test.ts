import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Draft, emptyDraft } from "../../shared/draft.ts";
import type { Preview, ResultContent } from "../../shared/preview.ts";
import type { RegistryOptions } from "./testing/options.ts";
import { anonymous } from "./registry/auth/credential.ts";
import { buildAttestation, buildImage, buildIndex, type BuiltImage } from "./sample/image.ts";
import { Stores } from "./stores.ts";
import { startRegistry, type TestRegistry } from "./testing/registry.ts";
import { seedImage } from "./testing/seedImage.ts";
import { Workspace } from "./workspace.ts";

const linux = (architecture: string, variant?: string): BuiltImage =>
  buildImage({ platform: { os: "linux", architecture, ...(variant ? { variant } : {}) } });
const amd64 = linux("amd64");
const arm64 = linux("arm64", "v8");
const windows = buildImage({
  platform: { os: "windows", architecture: "amd64", "os.version": "10.0.20348.2700" },
});
const signal = new AbortController().signal;

let registry: TestRegistry;
let workspace: Workspace;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-workspace-"));
  registry = await startRegistry();
  workspace = openWorkspace();
  seedImage(registry, "acme/app", "amd64", amd64);
  seedImage(registry, "acme/app", "arm64", arm64);
});

afterEach(async () => {
  await workspace.close();
  await registry.close();
  await rm(folder, { recursive: true });
});

function openWorkspace(): Workspace {
  return new Workspace({
    stores: new Stores({ credentials: anonymous }),
    host: { os: "linux", architecture: "amd64" },
  });
}

/** A draft of sources and targets, `R` standing for the registry. */
function draftOf(
  sources: readonly string[],
  targets: readonly string[] = [],
  more: Partial<Draft> = {},
): Draft {
  const at = (text: string): string => text.replace(/^R\//, `${registry.host}/`);
  return {
    ...emptyDraft,
    sources: sources.map((text, position) => ({ id: `s${position}`, text: at(text) })),
    targets: targets.map((text, position) => ({ id: `t${position}`, text: at(text) })),
    ...more,
  };
}

function contentOf({ result }: Preview): ResultContent {
  if (result.kind !== "ready") throw new Error(`the preview is ${JSON.stringify(result)}`);
  return result.content;
}

async function push(draft: Draft): ReturnType<Workspace["push"]> {
  const preview = await workspace.preview(draft, false, signal);
  const plan = await workspace.planDraft(draft, contentOf(preview).digest, signal);
  return await workspace.push(plan.id, signal, () => {});
}

const writes = (): string[] =>
  registry.requests
    .filter(({ method }) => !["GET", "HEAD"].includes(method))
    .map(({ method, path: at }) => `${method} ${at.split("?")[0]}`);

describe("a preview", () => {
  it("shows the bytes, a row an entry, and which source each comes from", async () => {
    const preview = await workspace.preview(
      draftOf(["R/acme/app:amd64", "R/acme/app:arm64"]),
      false,
      signal,
    );
    const content = contentOf(preview);
    expect(content.rows.map(({ platform, sources, kept }) => [platform, sources, kept])).toEqual([
      ["linux/amd64", ["s0"], true],
      // The config says arm64/v8, which normalises to arm64.
      ["linux/arm64", ["s1"], true],
    ]);
    expect(JSON.parse(content.text)).toMatchObject({
      manifests: [{ digest: amd64.digest }, { digest: arm64.digest }],
    });
    expect(preview.command).toBe(
      `docker buildx imagetools create --dry-run ${registry.host}/acme/app:amd64 ${registry.host}/acme/app:arm64`,
    );
  });

  it("asks for nothing twice while the draft is edited", async () => {
    const draft = draftOf(["R/acme/app:amd64", "R/acme/app:arm64"]);
    await workspace.preview(draft, false, signal);
    const fetched = (): string[] =>
      registry.requests
        .map(({ method, path: at }) => `${method} ${at}`)
        .filter((line) => !line.includes("referrers"));
    const before = fetched();
    expect(new Set(before).size).toBe(before.length);
    await workspace.preview(
      { ...draft, annotations: [{ id: "a", scope: { kind: "index" }, key: "k", value: "v" }] },
      false,
      signal,
    );
    expect(fetched()).toEqual(before);
    await workspace.preview(draft, true, signal);
    expect(fetched().length).toBeGreaterThan(before.length);
  });

  it("keeps a failing source's error at that source", async () => {
    const { sources, result } = await workspace.preview(
      draftOf(["R/acme/app:amd64", "R/acme/app:nope", "R/Acme:x"]),
      false,
      signal,
    );
    expect(sources["s0"]).toMatchObject({ kind: "resolved" });
    expect(sources["s1"]).toMatchObject({ kind: "failed", error: { code: "not_found" } });
    expect(sources["s2"]).toMatchObject({ kind: "failed", error: { code: "reference_invalid" } });
    expect(result).toEqual({ kind: "waiting", failed: ["s1", "s2"] });
  });

  it("folds attestations under their image and flags those that hang in the air", async () => {
    const entry = buildAttestation(amd64);
    const orphan = buildAttestation(arm64);
    seedImage(registry, "acme/app", "attested", buildIndex({ entries: [amd64, entry, orphan] }));
    const preview = await workspace.preview(draftOf(["R/acme/app:attested"]), false, signal);
    expect(
      contentOf(preview).rows.map(({ kind, attestations }) => [kind, attestations.length]),
    ).toEqual([
      ["image", 1],
      ["attestation", 0],
    ]);
    expect(preview.findings.map(({ code }) => code)).toEqual(["dangling_attestation"]);
  });

  it("adds an attestation that is found as a referrer, and shows it so", async () => {
    seedImage(registry, "acme/app", undefined, buildAttestation(amd64, "referrer"));
    const preview = await workspace.preview(
      draftOf(["R/acme/app:amd64", "R/acme/app:arm64"]),
      false,
      signal,
    );
    const [first, second] = contentOf(preview).rows;
    expect(first?.attestations.map(({ found }) => found)).toEqual(["referrer"]);
    expect(second?.attestations).toEqual([]);
    expect(JSON.parse(contentOf(preview).text)).toMatchObject({ manifests: { length: 3 } });
  });

  it("shows what the platform filter leaves out, and why nothing is left", async () => {
    const draft = draftOf(["R/acme/app:amd64", "R/acme/app:arm64"]);
    const some = await workspace.preview({ ...draft, platforms: ["linux/arm64"] }, false, signal);
    expect(contentOf(some).rows.map(({ kept }) => kept)).toEqual([false, true]);
    const none = await workspace.preview({ ...draft, platforms: ["linux/s390x"] }, false, signal);
    expect(none.result).toMatchObject({
      kind: "failed",
      error: { code: "no_platform_matches" },
      rows: [{ kept: false }, { kept: false }],
    });
  });

  it("lets the more specific annotation win, in whatever order they stand", async () => {
    const general = { id: "a", scope: { kind: "entries" }, key: "k", value: "general" } as const;
    const specific = {
      id: "b",
      scope: { kind: "platform", platform: "linux/amd64" },
      key: "k",
      value: "specific",
    } as const;
    for (const annotations of [
      [general, specific],
      [specific, general],
    ]) {
      const preview = await workspace.preview(
        draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], [], { annotations }),
        false,
        signal,
      );
      expect(contentOf(preview).rows.map(({ descriptor }) => descriptor.annotations)).toEqual([
        { k: "specific" },
        { k: "general" },
      ]);
    }
  });

  it("offers the platform that an annotation must have meant", async () => {
    seedImage(registry, "acme/app", "multi", buildIndex({ entries: [amd64, arm64] }));
    const annotations = [
      {
        id: "a",
        scope: { kind: "platform", platform: "linux/arm64" } as const,
        key: "k",
        value: "v",
      },
    ];
    const { findings } = await workspace.preview(
      draftOf(["R/acme/app:multi"], [], { annotations }),
      false,
      signal,
    );
    expect(findings).toMatchObject([
      {
        code: "annotation_matches_nothing",
        fixes: [{ kind: "annotationPlatform", id: "a", platform: "linux/arm64/v8" }],
      },
    ]);
  });

  it("says when annotations are ignored, and when a source index loses its own", async () => {
    const docker = [
      buildImage({ platform: { os: "linux", architecture: "s390x" }, mediaTypes: "docker" }),
    ];
    seedImage(registry, "acme/app", "docker", docker[0] as BuiltImage);
    const annotations = [{ id: "a", scope: { kind: "index" } as const, key: "k", value: "v" }];
    const ignored = await workspace.preview(
      draftOf(["R/acme/app:docker"], [], { annotations }),
      false,
      signal,
    );
    expect(ignored.findings.map(({ code }) => code)).toContain("annotations_ignored");

    seedImage(
      registry,
      "acme/app",
      "titled",
      buildIndex({ entries: [amd64], annotations: { title: "x" } }),
    );
    const lost = await workspace.preview(
      draftOf(["R/acme/app:titled", "R/acme/app:arm64"]),
      false,
      signal,
    );
    expect(lost.findings).toMatchObject([
      {
        code: "index_annotations_lost",
        subject: { id: "s0" },
        fixes: [{ kind: "indexAnnotations", annotations: { title: "x" } }],
      },
    ]);
  });

  it("drops os.version as buildx does, says so, and keeps it when asked", async () => {
    seedImage(registry, "acme/app", "windows", windows);
    const draft = draftOf(["R/acme/app:windows", "R/acme/app:amd64"]);
    const dropped = await workspace.preview(draft, false, signal);
    expect(contentOf(dropped).rows[0]?.platform).toBe("windows/amd64");
    expect(dropped.findings.map(({ code }) => code)).toEqual(["os_version_lost"]);
    const kept = await workspace.preview({ ...draft, keepOsVersion: true }, false, signal);
    expect(contentOf(kept).rows[0]?.platform).toBe("windows(10.0.20348.2700)/amd64");
    expect(kept.findings).toEqual([]);
  });
});

describe("a push", () => {
  it("puts content first, by digest, and the tags last", async () => {
    const outcome = await push(
      draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], ["R/acme/app:1", "R/acme/app:latest"]),
    );
    expect(outcome).toMatchObject({ tags: [{ kind: "moved" }, { kind: "moved" }] });
    expect(writes()).toEqual([
      `PUT /v2/acme/app/manifests/${outcome.root.digest}`,
      "PUT /v2/acme/app/manifests/1",
      "PUT /v2/acme/app/manifests/latest",
    ]);
  });

  it("mounts what another repository of the registry has, so that no blob passes through us", async () => {
    const outcome = await push(
      draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], ["R/other/app:1"]),
    );
    expect(outcome).toMatchObject({ copiedBytes: 0, mountedBlobs: 4 });
    expect(
      registry.requests.filter(
        ({ method, path: at }) =>
          method === "GET" && at.includes("/blobs/") && at.includes("layer"),
      ),
    ).toEqual([]);
    expect(registry.repository("other/app").manifests.size).toBe(3);
  });

  it("copies to another registry what that one lacks, and nothing that it has", async () => {
    const other = await startRegistry();
    try {
      seedImage(other, "acme/app", undefined, amd64);
      const preview = await workspace.preview(
        draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], [`${other.host}/acme/app:1`]),
        false,
        signal,
      );
      const draft = draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], [`${other.host}/acme/app:1`]);
      const plan = await workspace.planDraft(draft, contentOf(preview).digest, signal);
      const [planned] = plan.repositories;
      expect(planned?.blobs.map(({ action }) => action.kind)).toEqual(["copy", "copy"]);
      expect(planned?.manifests.map(({ digest, action }) => [digest, action.kind])).toEqual([
        [amd64.digest, "exists"],
        [arm64.digest, "put"],
        [plan.root.digest, "put"],
      ]);
      const outcome = await workspace.push(plan.id, signal, () => {});
      expect(outcome.failure).toBeUndefined();
      expect(other.repository("acme/app").manifests.get(plan.root.digest)?.bytes.toString()).toBe(
        contentOf(preview).text,
      );
      expect(other.repository("acme/app").tags.get("1")).toBe(plan.root.digest);
    } finally {
      await other.close();
    }
  });

  it("takes attestations that refer to an image along to another repository", async () => {
    const signature = buildAttestation(amd64, "referrer");
    seedImage(registry, "acme/app", undefined, signature);
    seedImage(registry, "acme/app", "multi", buildIndex({ entries: [amd64] }));
    await push(draftOf(["R/acme/app:multi"], ["R/other/app:1"]));
    expect(registry.repository("other/app").manifests.has(signature.digest)).toBe(true);
  });

  it("leaves every tag alone when content does not arrive", async () => {
    const other = await startRegistry();
    try {
      seedImage(other, "acme/app", "1", amd64);
      other.faults.add({
        match: { method: "PUT", path: /\/blobs\// },
        do: { status: 400, body: '{"errors":[{"code":"DIGEST_INVALID","message":"no"}]}' },
      });
      const outcome = await push(
        draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], [`${other.host}/acme/app:1`]),
      );
      expect(outcome).toMatchObject({
        failure: { code: "registry_refused" },
        tags: [{ kind: "untouched" }],
      });
      expect(other.repository("acme/app").tags.get("1")).toBe(amd64.digest);
    } finally {
      await other.close();
    }
  });

  it("stops where a tag moved since the plan was made, and says to what", async () => {
    const draft = draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], ["R/acme/app:1"]);
    const preview = await workspace.preview(draft, false, signal);
    const plan = await workspace.planDraft(draft, contentOf(preview).digest, signal);
    registry.repository("acme/app").tags.set("1", arm64.digest);
    const outcome = await workspace.push(plan.id, signal, () => {});
    expect(outcome).toMatchObject({
      failure: { code: "tag_moved" },
      tags: [{ kind: "untouched" }],
    });
    expect(outcome.failure?.message).toContain(arm64.digest);
    expect(registry.repository("acme/app").tags.get("1")).toBe(arm64.digest);
  });

  it("stops when cancelled in the middle, with the tag as it was", async () => {
    const other = await startRegistry();
    try {
      seedImage(other, "acme/app", "1", amd64);
      const draft = draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], [`${other.host}/acme/app:1`]);
      const preview = await workspace.preview(draft, false, signal);
      const plan = await workspace.planDraft(draft, contentOf(preview).digest, signal);
      other.faults.add({ match: { method: "PUT" }, do: { hang: true } });
      const controller = new AbortController();
      const pushing = workspace.push(plan.id, controller.signal, () => {});
      await other.arrival({ method: "PUT" });
      controller.abort();
      expect(await pushing).toMatchObject({
        failure: { code: "cancelled" },
        tags: [{ kind: "untouched" }],
      });
      expect(other.repository("acme/app").tags.get("1")).toBe(amd64.digest);
    } finally {
      await other.close();
    }
  });

  it("does not push what the person did not see, nor a plan twice", async () => {
    const draft = draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], ["R/acme/app:1"]);
    await expect(workspace.planDraft(draft, amd64.digest, signal)).rejects.toMatchObject({
      code: "plan_gone",
    });
    const preview = await workspace.preview(draft, false, signal);
    const plan = await workspace.planDraft(draft, contentOf(preview).digest, signal);
    await workspace.push(plan.id, signal, () => {});
    await expect(workspace.push(plan.id, signal, () => {})).rejects.toMatchObject({
      code: "plan_gone",
    });
  });

  it("tells what it does as it does it", async () => {
    const other = await startRegistry();
    try {
      const draft = draftOf(["R/acme/app:amd64"], [`${other.host}/acme/app:1`]);
      const preview = await workspace.preview(draft, false, signal);
      const plan = await workspace.planDraft(draft, contentOf(preview).digest, signal);
      const done = new Map<string, number>();
      await workspace.push(
        plan.id,
        signal,
        ({ id, state, bytes }) => state === "done" && done.set(id, bytes),
      );
      const [planned] = plan.repositories;
      const expected = [...(planned?.blobs ?? []), ...(planned?.manifests ?? [])].map(
        ({ digest, size }) => [`${other.host}/acme/app ${digest}`, size],
      );
      expect(Object.fromEntries(done)).toEqual({
        ...Object.fromEntries(expected),
        [`${other.host}/acme/app:1`]: 0,
      });
    } finally {
      await other.close();
    }
  });
});

describe("a retag", () => {
  it("puts the same bytes under another tag, of another repository too", async () => {
    const index = buildIndex({ entries: [amd64, arm64], annotations: { k: "v" } });
    seedImage(registry, "acme/app", "1", index);
    const plan = await workspace.planRetag(
      `${registry.host}/acme/app:1`,
      [`${registry.host}/acme/app:2`, `${registry.host}/new/app:2`],
      signal,
    );
    expect(plan).toMatchObject({ kind: "retag", root: { digest: index.digest } });
    expect((await workspace.push(plan.id, signal, () => {})).failure).toBeUndefined();
    for (const name of ["acme/app", "new/app"])
      expect(registry.repository(name).tags.get("2")).toBe(index.digest);
  });

  it("keeps a single image a single image", async () => {
    const plan = await workspace.planRetag(
      `${registry.host}/acme/app:amd64`,
      [`${registry.host}/new/app:2`],
      signal,
    );
    expect((await workspace.push(plan.id, signal, () => {})).failure).toBeUndefined();
    expect(registry.repository("new/app").tags.get("2")).toBe(amd64.digest);
  });
});

describe("a look", () => {
  it("at a target tells what the tag holds, or that there is none", async () => {
    expect(await workspace.look(`${registry.host}/acme/app:nope`, signal)).toMatchObject({
      kind: "missing",
    });
    expect(await workspace.look(`${registry.host}/acme/app:arm64`, signal)).toMatchObject({
      kind: "exists",
      digest: arm64.digest,
      rows: [{ kind: "image", platform: "linux/arm64/v8" }],
    });
  });

  it("inside an image shows its config and its layers", async () => {
    const inspection = await workspace.inspect(`${registry.host}/acme/app:amd64`, signal);
    expect(inspection.content).toMatchObject({
      kind: "image",
      configView: { platform: "linux/amd64", labels: {} },
      layers: [{ createdBy: "sample" }],
    });
  });

  it("inside something broken shows the bytes and says why", async () => {
    registry
      .repository("acme/app")
      .manifests.set("sha256:b", { mediaType: amd64.mediaType, bytes: Buffer.from("{not json") });
    registry.repository("acme/app").tags.set("broken", "sha256:b");
    const inspection = await workspace.inspect(`${registry.host}/acme/app:broken`, signal);
    expect(inspection).toMatchObject({ text: "{not json", content: { kind: "opaque" } });
  });
});

describe("a layout", () => {
  it("takes a push from a registry and gives it back to one, every digest the same", async () => {
    seedImage(
      registry,
      "acme/app",
      "attested",
      buildIndex({ entries: [amd64, buildAttestation(amd64)] }),
    );
    const layout = `oci-layout://${path.join(folder, "a layout")}`;
    const first = await push(draftOf(["R/acme/app:attested", "R/acme/app:arm64"], [`${layout}:1`]));
    expect(first.failure).toBeUndefined();
    const back = await workspace.planRetag(`${layout}:1`, [`${registry.host}/back/app:1`], signal);
    expect((await workspace.push(back.id, signal, () => {})).failure).toBeUndefined();
    const stored = registry.repository("back/app");
    expect(stored.tags.get("1")).toBe(first.root.digest);
    expect(stored.manifests.size).toBe(4);
    const index = JSON.parse(
      await readFile(path.join(folder, "a layout", "index.json"), "utf8"),
    ) as object;
    expect(index).toMatchObject({
      schemaVersion: 2,
      manifests: [
        { digest: first.root.digest, annotations: { "org.opencontainers.image.ref.name": "1" } },
      ],
    });
  });

  it("keeps its other tags when one moves", async () => {
    const layout = `oci-layout://${path.join(folder, "layout")}`;
    await push(draftOf(["R/acme/app:amd64"], [`${layout}:1`, `${layout}:2`]));
    await push(draftOf(["R/acme/app:arm64"], [`${layout}:2`]));
    const digests = await Promise.all(
      ["1", "2"].map(async (tag) => (await workspace.inspect(`${layout}:${tag}`, signal)).digest),
    );
    expect(new Set(digests).size).toBe(2);
  });

  it("says what is wrong with a folder that is none", async () => {
    const { sources } = await workspace.preview(
      draftOf([`oci-layout://${folder}:1`]),
      false,
      signal,
    );
    expect(sources["s0"]).toMatchObject({ kind: "failed", error: { code: "not_found" } });
  });
});

describe("with a registry that differs", () => {
  const options: readonly [string, RegistryOptions][] = [
    ["absolute upload addresses", { locations: "absolute" }],
    ["no mounts", { mount: false }],
    ["no referrers list", { referrersApi: false }],
  ];
  it.each(options)("%s: the push arrives", async (_, option) => {
    const other = await startRegistry(option);
    try {
      seedImage(other, "acme/app", "amd64", amd64);
      const outcome = await push(
        draftOf([`${other.host}/acme/app:amd64`], [`${other.host}/other/app:1`]),
      );
      expect(outcome.failure).toBeUndefined();
      expect(other.repository("other/app").tags.get("1")).toBe(outcome.root.digest);
    } finally {
      await other.close();
    }
  });
});
