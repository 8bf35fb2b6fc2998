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

/** The references of pushed manifests, in order. */
const puts = (registry: TestRegistry): string[] =>
  registry.requests
    .filter(({ method, path: at }) => method === "PUT" && at.includes("/manifests/"))
    .map(({ path: at }) => at.split("/").at(-1) ?? "");

describe("the order of a push", () => {
  it("pushes nested indexes first, even if the root lists them, too", async () => {
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

  it("waits for an image that a nested index lists, too", async () => {
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

  it("ends if a referrer of an image lists that image", async () => {
    const circle = buildIndex({ entries: [amd64], subject: { ...amd64.descriptor } });
    const signed: BuiltIndex = { ...circle };
    seedImage(from, "acme/app", "1", buildIndex({ entries: [amd64] }));
    seedImage(from, "acme/app", undefined, signed);
    expect(
      (await push([`${from.host}/acme/app:1`], [`${to.host}/acme/app:1`])).failure,
    ).toBeUndefined();
  });
});

describe("the content of a tag is complete", () => {
  it("and a target with only a digest sets no tag", async () => {
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

  it("and an archive without a tag is refused as a target", async () => {
    seedImage(from, "acme/app", "1", amd64);
    const archive = `oci-archive://${path.join(folder, "a.tar")}@${amd64.digest}`;
    await expect(
      engine.planRetag(`${from.host}/acme/app:1`, [archive], emptyDraft.copyReferrers, signal),
    ).rejects.toMatchObject({ code: "input_invalid" });
  });

  it("and a layout without one of its layers gets no new tag", async () => {
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

  it("and an image deleted after the preview is reported", async () => {
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

  it("and an image deleted after planning is reported before a tag moves", async () => {
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

  it("and the children of a nested index that the target has are checked", async () => {
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

describe("the sources of a push", () => {
  it("replace each other if one lost a blob", async () => {
    seedImage(from, "acme/app", "1", buildIndex({ entries: [amd64] }));
    seedImage(from, "acme/copy", "1", buildIndex({ entries: [amd64, arm64] }));
    const sources = [`${from.host}/acme/app:1`, `${from.host}/acme/copy:1`];
    from.repository("acme/app").manifests.delete(amd64.digest);
    expect((await push(sources, [`${to.host}/acme/app:1`])).failure).toBeUndefined();
  });

  it("include untagged content of the target, even if the registry does not list the repository", async () => {
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

  it("are preferred if blobs can be mounted from them", async () => {
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

describe("the outcome of a push", () => {
  it("reports a tag as moved although the response was lost", async () => {
    seedImage(from, "acme/app", "1", amd64);
    const plan = await planOf([`${from.host}/acme/app:1`], [`${from.host}/acme/app:2`]);
    const controller = new AbortController();
    const pushing = engine.push(plan.id, controller.signal, ({ id, state }) => {
      if (id.endsWith(":2") && state === "running") {
        // Another client pushes the same content meanwhile, and this push is cancelled.
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

describe("an upload of a layer", () => {
  const large = buildImage({
    platform: { os: "linux", architecture: "amd64" },
    layers: [Buffer.alloc(900_000, "noise")],
  });

  it.each([
    [
      "a source that ends the response early",
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
      "a registry that loses the session once",
      { method: "PUT", path: /\/blobs\/uploads\//, nth: 1 },
      { status: 404, body: '{"errors":[{"code":"BLOB_UPLOAD_UNKNOWN"}]}' },
      "to",
    ],
    [
      "a token that expires during the upload",
      { method: "PUT", path: /\/blobs\/uploads\//, nth: 1 },
      { status: 401 },
      "to",
    ],
    [
      "a registry that answers 503 once",
      { method: "PUT", path: /\/blobs\/uploads\//, nth: 1 },
      { status: 503 },
      "to",
    ],
  ] as const)("succeeds despite %s", async (_, match, fault, where) => {
    seedImage(from, "acme/app", "1", large);
    const times = "nth" in match ? {} : { times: 1 };
    (where === "from" ? from : to).faults.add({ match, do: fault, ...times });
    const outcome = await push([`${from.host}/acme/app:1`], [`${to.host}/acme/app:1`]);
    expect(outcome.failure).toBeUndefined();
    expect(to.repository("acme/app").tags.get("1")).toBe(outcome.root.digest);
    expect(to.repository("acme/app").uploads.size).toBe(0);
  });
});

it("leaves no unfinished files in a layout when a push is cancelled", async () => {
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
