import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Plan } from "../../../shared/plan.ts";
import { buildIndex } from "../sample/buildImage.ts";
import { startRegistry } from "../../testing/registry/registry.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import {
  amd64,
  arm64,
  linux,
  signal,
  startWorkbench,
  type Workbench,
} from "../../testing/workbench.ts";
import { formatPlanFile, readPlanFile } from "../plan/planFile.ts";
import { perTest } from "../../testing/perTest.ts";

const s390x = linux("s390x");

const bench = perTest(startWorkbench);
const other = perTest(startRegistry);

async function plan(...targets: readonly string[]): Promise<Plan> {
  const draft = bench.draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], targets);
  const { id } = await bench.engine.preview(draft, signal);
  return await bench.engine.planPreview(id, signal);
}

const push = (id: string): ReturnType<Workbench["push"]> => bench.engine.push(id, signal, () => {});

describe("several targets", () => {
  it("get their content though one of them fails, and none is tagged", async () => {
    other.faults.add({
      match: { method: "PUT", path: new RegExp(`manifests/${arm64.digest}`) },
      do: { status: 403 },
    });
    const made = await plan(
      "R/other/app:1",
      `${other.host}/acme/app:1`,
      `${other.host}/acme/app:2`,
    );
    const outcome = await push(made.id);
    expect(outcome).toMatchObject({
      repositories: [
        { repository: `${bench.registry.host}/other/app`, content: "complete" },
        {
          repository: `${other.host}/acme/app`,
          content: "incomplete",
          failure: { code: "denied" },
        },
      ],
      tags: [{ kind: "untouched" }, { kind: "untouched" }, { kind: "untouched" }],
      failure: { code: "denied" },
    });
    expect(bench.registry.repository("other/app").tags.size).toBe(0);
    expect(bench.registry.repository("other/app").manifests.has(made.root.digest)).toBe(true);
  });

  it("are said to be untouched where a tag moved before anything was copied", async () => {
    const made = await plan("R/other/app:1", `${other.host}/acme/app:1`);
    seedImage(other, "acme/app", "1", s390x);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
    try {
      const outcome = await push(made.id);
      expect(outcome).toMatchObject({
        failure: { code: "tag_moved" },
        repositories: [{ content: "untouched" }, { content: "untouched" }],
      });
    } finally {
      vi.useRealTimers();
    }
    expect(other.requests.some(({ method }) => ["POST", "PUT"].includes(method))).toBe(false);
  });

  it("are said to be complete where a tag moved after all was copied", async () => {
    const made = await plan("R/other/app:1", `${other.host}/acme/app:1`);
    seedImage(other, "acme/app", "1", s390x);
    expect(await push(made.id)).toMatchObject({
      failure: { code: "tag_moved" },
      repositories: [{ content: "complete" }, { content: "complete" }],
    });
    expect(other.repository("acme/app").manifests.has(made.root.digest)).toBe(true);
  });

  it("go on with what is missing only", async () => {
    other.faults.add({
      match: { method: "PUT", path: new RegExp(`manifests/${arm64.digest}`), nth: 1 },
      do: { status: 403 },
    });
    const made = await plan("R/other/app:1", `${other.host}/acme/app:1`);
    const { journalId } = await push(made.id);
    const resumed = await bench.engine.planResume(journalId, signal);
    expect(resumed.differences?.every(({ kind }) => kind === "arrived")).toBe(true);
    bench.registry.clearLog();
    other.clearLog();
    expect((await push(resumed.id)).failure).toBeUndefined();
    expect(other.repository("acme/app").tags.get("1")).toBe(made.root.digest);
    expect(bench.registry.repository("other/app").tags.get("1")).toBe(made.root.digest);
    const sent = other.requests.filter(({ method }) => method === "PUT").map(({ path: at }) => at);
    expect(sent).toEqual([
      `/v2/acme/app/manifests/${arm64.digest}`,
      `/v2/acme/app/manifests/${made.root.digest}`,
      "/v2/acme/app/manifests/1",
    ]);
  });
});

describe("a saved plan", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "manifestry-plan-"));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  const save = async (made: Plan): Promise<string> => {
    const file = path.join(folder, "plan.json");
    await writeFile(file, formatPlanFile(made));
    return file;
  };

  it("is executed later, from the file alone", async () => {
    const file = await save(await plan(`${other.host}/acme/app:1`));
    const opened = await bench.engine.openPlan(await readPlanFile(file, signal), signal);
    expect(opened.differences).toEqual([]);
    expect((await push(opened.id)).failure).toBeUndefined();
    expect(other.repository("acme/app").tags.get("1")).toBe(opened.root.digest);
  });

  it("moves no tag to what the plan does not bring whole", async () => {
    const layout = `oci-layout://${path.join(folder, "layout")}`;
    const made = await plan(`${layout}:1`);
    const [part] = made.repositories;
    if (!part) throw new Error("a plan of nothing");
    const gutted = [{ ...part, manifests: part.manifests.slice(-1), blobs: [] }];
    const opened = await bench.engine.openPlan({ ...made, repositories: gutted }, signal);
    expect(await push(opened.id)).toMatchObject({
      failure: { code: "input_invalid" },
      tags: [{ kind: "untouched" }],
    });
  });

  it("tells what changed since, before anything is pushed", async () => {
    const made = await plan(`${other.host}/acme/app:1`);
    const file = await save(made);
    seedImage(other, "acme/app", "1", s390x);
    seedImage(other, "acme/app", undefined, amd64);
    const opened = await bench.engine.openPlan(await readPlanFile(file, signal), signal);
    expect(opened.differences).toContainEqual({
      kind: "tag",
      name: `${other.host}/acme/app:1`,
      was: null,
      now: s390x.digest,
    });
    expect(opened.differences).toContainEqual({
      kind: "arrived",
      repository: `${other.host}/acme/app`,
      digest: amd64.digest,
    });
    expect(opened.repositories[0]?.tags[0]?.before).toBe(s390x.digest);
  });

  it("is refused where something that it counts on is gone", async () => {
    const file = await save(await plan("R/acme/app:1"));
    bench.registry.repository("acme/app").manifests.delete(amd64.digest);
    await expect(
      bench.engine.openPlan(await readPlanFile(file, signal), signal),
    ).rejects.toMatchObject({
      code: "plan_stale",
      message: expect.stringContaining(amd64.digest) as string,
    });
  });

  it.each([
    ["is no JSON", () => "{"],
    ["has another form", (made: Plan) => JSON.stringify({ ...made, version: 2 })],
    ["has a digest that is none", (made: Plan) => JSON.stringify(made).replace(amd64.digest, "..")],
    [
      "has another root than its digest says",
      (made: Plan) =>
        JSON.stringify({
          ...made,
          root: { ...made.root, data: Buffer.from("{}").toString("base64") },
        }),
    ],
    [
      "has a tag that leads elsewhere",
      (made: Plan) =>
        JSON.stringify(made)
          .replaceAll(/:1"/g, ':../../prod/manifests/1"')
          .replace('"tag":"1"', '"tag":"../../prod/manifests/1"'),
    ],
    [
      "calls a tag by another name",
      (made: Plan) => JSON.stringify(made).replace(/("name":"[^"]*):1"/, '$1:2"'),
    ],
  ])("is refused where it %s", async (_, spoil) => {
    const file = path.join(folder, "plan.json");
    await writeFile(file, spoil(await plan(`${other.host}/acme/app:1`)));
    const opening = readPlanFile(file, signal).then((read) => bench.engine.openPlan(read, signal));
    await expect(opening).rejects.toMatchObject({
      name: "EngineError",
      code: expect.stringMatching(
        /^(?:input_invalid|reference_invalid|digest_mismatch|size_mismatch)$/,
      ) as string,
    });
  });
});

describe("an undo", () => {
  const held = buildIndex({ entries: [s390x], annotations: { k: "old" } });
  beforeEach(() => {
    seedImage(bench.registry, "acme/app", "1", held);
  });

  it("puts a tag back to the very bytes that it held, though their manifest is gone", async () => {
    const { journalId } = await push((await plan("R/acme/app:1")).id);
    bench.registry.repository("acme/app").manifests.delete(held.digest);
    const name = `${bench.registry.host}/acme/app:1`;
    const restore = await bench.engine.planRestore(journalId, name, signal);
    expect(restore).toMatchObject({ kind: "restore", root: { digest: held.digest } });
    expect((await push(restore.id)).failure).toBeUndefined();
    const { tags, manifests } = bench.registry.repository("acme/app");
    expect(tags.get("1")).toBe(held.digest);
    expect(manifests.get(held.digest)?.bytes).toEqual(Buffer.from(held.bytes));
  });

  it("says what is missing where the old content is not whole any more", async () => {
    const { journalId } = await push((await plan("R/acme/app:1")).id);
    bench.registry.repository("acme/app").manifests.delete(s390x.digest);
    await expect(
      bench.engine.planRestore(journalId, `${bench.registry.host}/acme/app:1`, signal),
    ).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringContaining(s390x.digest) as string,
    });
  });

  it("says that the tag was moved since the push, whose move would be undone too", async () => {
    const made = await plan("R/acme/app:1");
    const { journalId } = await push(made.id);
    const name = `${bench.registry.host}/acme/app:1`;
    const restore = (): Promise<Plan> => bench.engine.planRestore(journalId, name, signal);
    expect((await restore()).differences).toBeUndefined();
    const { tags } = bench.registry.repository("acme/app");
    tags.set("1", arm64.digest);
    expect((await restore()).differences).toEqual([
      { kind: "tag", name, was: made.root.digest, now: arm64.digest },
    ]);
    tags.delete("1");
    expect((await restore()).differences).toEqual([
      { kind: "tag", name, was: made.root.digest, now: null },
    ]);
  });

  it("names a type, though the registry named none when the old content was kept", async () => {
    const { id } = await plan("R/acme/app:1");
    bench.registry.faults.add({
      match: { method: "GET", path: /manifests\/sha256/ },
      do: {
        status: 200,
        headers: { "content-type": "application/octet-stream" },
        body: Buffer.from(held.bytes).toString(),
      },
      times: 1,
    });
    const { journalId, failure } = await push(id);
    expect(failure).toBeUndefined();
    const name = `${bench.registry.host}/acme/app:1`;
    const restore = await bench.engine.planRestore(journalId, name, signal);
    expect(restore.root).toMatchObject({ mediaType: held.mediaType, digest: held.digest });
    expect((await push(restore.id)).failure).toBeUndefined();
    expect(bench.registry.repository("acme/app").tags.get("1")).toBe(held.digest);
  });

  it("is of nothing where the tag was new", async () => {
    const { journalId } = await push((await plan("R/acme/app:2")).id);
    await expect(
      bench.engine.planRestore(journalId, `${bench.registry.host}/acme/app:2`, signal),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  it("can itself be undone", async () => {
    const made = await plan("R/acme/app:1");
    const { journalId } = await push(made.id);
    const name = `${bench.registry.host}/acme/app:1`;
    const back = await push((await bench.engine.planRestore(journalId, name, signal)).id);
    await push((await bench.engine.planRestore(back.journalId, name, signal)).id);
    expect(bench.registry.repository("acme/app").tags.get("1")).toBe(made.root.digest);
  });
});
