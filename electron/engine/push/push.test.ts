import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Draft } from "../../../shared/draft.ts";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import type { Plan, PushOutcome } from "../../../shared/plan.ts";
import { anonymous } from "../stores/registry/auth/credential.ts";
import {
  buildAttestation,
  buildImage,
  buildIndex,
  type BuiltImage,
  type BuiltIndex,
} from "../sample/buildImage.ts";
import { Stores } from "../stores/openStores.ts";
import { memoryPushLogs } from "../../testing/memoryPushLogs.ts";
import { startRegistry, type TestRegistry } from "../../testing/registry/registry.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { Engine } from "../engine.ts";

const linux = (architecture: string): BuiltImage =>
  buildImage({ platform: { os: "linux", architecture } });
const amd64 = linux("amd64");
const arm64 = linux("arm64");
const { signal } = new AbortController();

let from: TestRegistry;
let to: TestRegistry;
let engine: Engine;
let folder: string;

beforeEach(async () => {
  [from, to] = await Promise.all([startRegistry(), startRegistry()]);
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-push-"));
  engine = new Engine(
    {
      stores: new Stores({ credentials: anonymous }),
      host: { os: "linux", architecture: "amd64" },
    },
    memoryPushLogs(),
  );
});

afterEach(async () => {
  await engine.close();
  await Promise.all([from.close(), to.close()]);
  await rm(folder, { recursive: true });
});

async function planOf(sources: readonly string[], targets: readonly string[]): Promise<Plan> {
  const draft: Draft = {
    ...emptyDraft,
    sources: sources.map((text, id) => ({ id: `s${id}`, text })),
    targets: targets.map((text, id) => ({ id: `t${id}`, text })),
  };
  const { id: previewId, result, sources: states } = await engine.preview(draft, signal);
  if (result.kind !== "ready") throw new Error(JSON.stringify({ result, states }));
  return await engine.planPreview(previewId, signal);
}

async function push(sources: readonly string[], targets: readonly string[]): Promise<PushOutcome> {
  const plan = await planOf(sources, targets);
  return await engine.push(plan.id, signal, () => {});
}

/** The manifests that were put, in the order in which the registry took them. */
const puts = (registry: TestRegistry): string[] =>
  registry.requests
    .filter(({ method, path: at }) => method === "PUT" && at.includes("/manifests/"))
    .map(({ path: at }) => at.split("/").at(-1) ?? "");

describe("the order", () => {
  it("puts what is deepest first, though it also stands higher up", async () => {
    const n3 = buildIndex({ entries: [amd64] });
    const n2 = buildIndex({ entries: [n3] });
    const n1 = buildIndex({ entries: [n2] });
    const root = buildIndex({ entries: [n1, n3] });
    seedImage(from, "acme/app", "1", root);
    const plan = await engine.planRetag(
      `${from.host}/acme/app:1`,
      [`${to.host}/acme/app:1`],
      emptyDraft.copyReferrers,
      signal,
    );
    expect((await engine.push(plan.id, signal, () => {})).failure).toBeUndefined();
    expect(puts(to)).toEqual([amd64, n3, n2, n1, root].map(({ digest }) => digest).concat("1"));
  });

  it("waits for a slow image that a nested index needs too", async () => {
    const nested = buildIndex({ entries: [amd64] });
    seedImage(from, "acme/app", "1", buildIndex({ entries: [amd64, nested] }));
    to.faults.add({ match: { method: "PUT", path: new RegExp(amd64.digest) }, do: { delay: 100 } });
    const plan = await engine.planRetag(
      `${from.host}/acme/app:1`,
      [`${to.host}/acme/app:1`],
      emptyDraft.copyReferrers,
      signal,
    );
    expect((await engine.push(plan.id, signal, () => {})).failure).toBeUndefined();
  });

  it("ends, though what refers to an image lists that image", async () => {
    const circle = buildIndex({ entries: [amd64], subject: { ...amd64.descriptor } });
    const signed: BuiltIndex = { ...circle };
    seedImage(from, "acme/app", "1", buildIndex({ entries: [amd64] }));
    seedImage(from, "acme/app", undefined, signed);
    expect(
      (await push([`${from.host}/acme/app:1`], [`${to.host}/acme/app:1`])).failure,
    ).toBeUndefined();
  });
});

describe("what a tag names is whole", () => {
  it("so a target that names only a digest moves no tag", async () => {
    seedImage(from, "acme/app", "latest", arm64);
    seedImage(from, "acme/app", "1", buildIndex({ entries: [amd64] }));
    const { root } = await planOf([`${from.host}/acme/app:1`], [`${from.host}/acme/app:2`]);
    const outcome = await push(
      [`${from.host}/acme/app:1`],
      [`${from.host}/other/app@${root.digest}`],
    );
    expect(outcome).toMatchObject({ tags: [] });
    expect(outcome.failure).toBeUndefined();
    expect(from.repository("other/app").tags.size).toBe(0);
    expect(from.repository("other/app").manifests.has(root.digest)).toBe(true);
    expect(from.repository("acme/app").tags.get("latest")).toBe(arm64.digest);
  });

  it("so an archive, which is written with its tag, is no target without one", async () => {
    seedImage(from, "acme/app", "1", amd64);
    const archive = `oci-archive://${path.join(folder, "a.tar")}@${amd64.digest}`;
    await expect(
      engine.planRetag(`${from.host}/acme/app:1`, [archive], emptyDraft.copyReferrers, signal),
    ).rejects.toMatchObject({ code: "input_invalid" });
  });

  it("so a layout that lost a layer gives no new tag in itself", async () => {
    seedImage(from, "acme/app", "1", buildIndex({ entries: [amd64] }));
    const layout = `oci-layout://${path.join(folder, "layout")}`;
    expect((await push([`${from.host}/acme/app:1`], [`${layout}:1`])).failure).toBeUndefined();
    const [layer] = amd64.layers;
    await rm(path.join(folder, "layout", "blobs", "sha256", layer?.digest.slice(7) ?? ""));
    await expect(
      engine.planRetag(`${layout}:1`, [`${layout}:2`], emptyDraft.copyReferrers, signal),
    ).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringContaining(layer?.digest ?? "no layer") as string,
    });
  });

  it("so an image that was deleted after the preview is noticed", async () => {
    seedImage(from, "acme/app", "amd64", amd64);
    seedImage(from, "acme/app", "arm64", arm64);
    const sources = [`${from.host}/acme/app:amd64`, `${from.host}/acme/app:arm64`];
    await planOf(sources, [`${from.host}/acme/app:1`]);
    from.repository("acme/app").manifests.delete(amd64.digest);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
    try {
      await expect(planOf(sources, [`${from.host}/acme/app:1`])).rejects.toMatchObject({
        code: "not_found",
      });
    } finally {
      vi.useRealTimers();
    }
  });

  it("so an image that was deleted while a plan lay about is noticed before anything moves", async () => {
    seedImage(from, "acme/app", "amd64", amd64);
    seedImage(from, "acme/app", "arm64", arm64);
    const sources = [`${from.host}/acme/app:amd64`, `${from.host}/acme/app:arm64`];
    const plan = await planOf(sources, [`${from.host}/acme/app:1`]);
    from.repository("acme/app").manifests.delete(amd64.digest);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
    try {
      const outcome = await engine.push(plan.id, signal, () => {});
      expect(outcome).toMatchObject({ failure: { code: "plan_stale" } });
      expect(puts(from)).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("so a nested index that the target has is looked into", async () => {
    const nested = buildIndex({ entries: [amd64] });
    seedImage(from, "acme/app", "1", buildIndex({ entries: [nested, arm64] }));
    to.repository("acme/app").manifests.set(nested.digest, {
      mediaType: nested.mediaType,
      bytes: nested.bytes,
    });
    const plan = await engine.planRetag(
      `${from.host}/acme/app:1`,
      [`${to.host}/acme/app:1`],
      emptyDraft.copyReferrers,
      signal,
    );
    expect((await engine.push(plan.id, signal, () => {})).failure).toBeUndefined();
    expect(to.repository("acme/app").manifests.has(amd64.digest)).toBe(true);
  });
});

describe("sources", () => {
  it("stand in for each other: what one lost, another may have", async () => {
    seedImage(from, "acme/app", "1", buildIndex({ entries: [amd64] }));
    seedImage(from, "acme/copy", "1", buildIndex({ entries: [amd64, arm64] }));
    const sources = [`${from.host}/acme/app:1`, `${from.host}/acme/copy:1`];
    from.repository("acme/app").manifests.delete(amd64.digest);
    expect((await push(sources, [`${to.host}/acme/app:1`])).failure).toBeUndefined();
  });

  it("may be what the target itself has without a tag, in a registry that lists no such repository", async () => {
    const entries = ["amd64", "arm64", "s390x", "ppc64le", "riscv64"].map(linux);
    const nested = buildIndex({ entries: [linux("mips64le")] });
    const index = buildIndex({ entries: [...entries, nested] });
    seedImage(to, "acme/app", undefined, index);
    to.faults.add({ match: { path: /\/tags\/list/ }, do: { status: 404 } });
    const source = `${to.host}/acme/app@${index.digest}`;
    seedImage(from, "acme/app", "1", amd64);
    const outcome = await push([source, `${from.host}/acme/app:1`], [`${to.host}/acme/app:1`]);
    expect(outcome.failure).toBeUndefined();
    expect(puts(to)).toEqual([outcome.root.digest, "1"]);
  });

  it("are mounted from before they are copied from", async () => {
    seedImage(from, "acme/app", "1", amd64);
    seedImage(to, "acme/copy", "1", amd64);
    const plan = await planOf(
      [`${from.host}/acme/app:1`, `${to.host}/acme/copy:1`],
      [`${to.host}/acme/app:1`],
    );
    expect(plan.repositories[0]?.blobs.map(({ action }) => action.kind)).toEqual([
      "mount",
      "mount",
    ]);
  });
});

describe("the outcome", () => {
  it("says that a tag moved though the answer was lost", async () => {
    seedImage(from, "acme/app", "1", amd64);
    const plan = await planOf([`${from.host}/acme/app:1`], [`${from.host}/acme/app:2`]);
    const controller = new AbortController();
    const pushing = engine.push(plan.id, controller.signal, ({ id, state }) => {
      if (id.endsWith(":2") && state === "running") {
        // Somebody else's push of the very same content arrives meanwhile, and ours is cancelled.
        from.repository("acme/app").manifests.set(plan.root.digest, {
          mediaType: plan.root.mediaType,
          bytes: Buffer.from("{}"),
        });
        from.repository("acme/app").tags.set("2", plan.root.digest);
        controller.abort();
      }
    });
    expect(await pushing).toMatchObject({
      failure: { code: "cancelled" },
      tags: [{ kind: "moved" }],
    });
  });
});

describe("an upload", () => {
  const large = buildImage({
    platform: { os: "linux", architecture: "amd64" },
    layers: [Buffer.alloc(900_000, "noise")],
  });

  it.each([
    [
      "a source that breaks off behind a slow reader",
      { method: "GET", path: /\/blobs\// },
      { truncate: 400_000 },
      "from",
    ],
    [
      "a source that sends a wrong byte once",
      { method: "GET", path: /\/blobs\//, nth: 2 },
      { corrupt: 500_000 },
      "from",
    ],
    [
      "a session that the registry loses once",
      { method: "PUT", path: /\/blobs\/uploads\//, nth: 1 },
      { status: 404, body: '{"errors":[{"code":"BLOB_UPLOAD_UNKNOWN"}]}' },
      "to",
    ],
    [
      "a token that ends in the middle",
      { method: "PUT", path: /\/blobs\/uploads\//, nth: 1 },
      { status: 401 },
      "to",
    ],
    [
      "a registry that is away for a moment",
      { method: "PUT", path: /\/blobs\/uploads\//, nth: 1 },
      { status: 503 },
      "to",
    ],
  ] as const)("arrives in spite of %s", async (_, match, fault, where) => {
    seedImage(from, "acme/app", "1", large);
    const times = "nth" in match ? {} : { times: 1 };
    (where === "from" ? from : to).faults.add({ match, do: fault, ...times });
    const outcome = await push([`${from.host}/acme/app:1`], [`${to.host}/acme/app:1`]);
    expect(outcome.failure).toBeUndefined();
    expect(to.repository("acme/app").tags.get("1")).toBe(outcome.root.digest);
    expect(to.repository("acme/app").uploads.size).toBe(0);
  });
});

it("leaves nothing unfinished in a layout when a push is cancelled", async () => {
  seedImage(from, "acme/app", "1", buildIndex({ entries: [amd64, buildAttestation(amd64)] }));
  const layout = path.join(folder, "layout");
  const plan = await planOf([`${from.host}/acme/app:1`], [`oci-layout://${layout}:1`]);
  from.faults.add({ match: { method: "GET", path: /\/blobs\// }, do: { stall: 10 } });
  const controller = new AbortController();
  const pushing = engine.push(plan.id, controller.signal, () => {});
  await from.arrival({ method: "GET", path: /\/blobs\// });
  controller.abort();
  expect(await pushing).toMatchObject({ failure: { code: "cancelled" } });
  const files = await readdir(folder, { recursive: true });
  expect(files.filter((file) => path.basename(file).startsWith("."))).toEqual([]);
});
