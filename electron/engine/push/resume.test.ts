import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Plan } from "../../../shared/plan.ts";
import { buildIndex } from "../sample/buildImage.ts";
import { startRegistry } from "../../testing/registry/registry.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, linux, signal, startWorkbench } from "../../testing/workbench.ts";
import { formatPlanFile, readPlanFile } from "../plan/planFile.ts";
import { perTest } from "../../testing/perTest.ts";

const s390x = linux("s390x");

const bench = perTest(startWorkbench);
const other = perTest(startRegistry);

async function plan(...targets: readonly string[]): Promise<Plan> {
  const draft = bench.draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], targets);
  return await bench.plan(draft);
}

describe("a push to several targets", () => {
  it("pushes content to all targets if one fails, and sets no tag", async () => {
    other.faults.add({
      match: { method: "PUT", path: new RegExp(`manifests/${arm64.digest}`) },
      do: { status: 403 },
    });
    const saved = await plan(
      "R/other/app:1",
      `${other.host}/acme/app:1`,
      `${other.host}/acme/app:2`,
    );
    const outcome = await bench.execute(saved);
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
    expect(bench.registry.repository("other/app").manifests.has(saved.root.digest)).toBe(true);
  });

  it("reports the targets as untouched if a tag moved before content was copied", async () => {
    const saved = await plan("R/other/app:1", `${other.host}/acme/app:1`);
    seedImage(other, "acme/app", "1", s390x);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
    try {
      const outcome = await bench.execute(saved);
      expect(outcome).toMatchObject({
        failure: { code: "tag_moved" },
        repositories: [{ content: "untouched" }, { content: "untouched" }],
      });
    } finally {
      vi.useRealTimers();
    }
    expect(other.requests.some(({ method }) => ["POST", "PUT"].includes(method))).toBe(false);
  });

  it("reports the targets as complete if a tag moved after content was copied", async () => {
    const saved = await plan("R/other/app:1", `${other.host}/acme/app:1`);
    seedImage(other, "acme/app", "1", s390x);
    expect(await bench.execute(saved)).toMatchObject({
      failure: { code: "tag_moved" },
      repositories: [{ content: "complete" }, { content: "complete" }],
    });
    expect(other.repository("acme/app").manifests.has(saved.root.digest)).toBe(true);
  });

  it("resumes with only the missing content", async () => {
    other.faults.add({
      match: { method: "PUT", path: new RegExp(`manifests/${arm64.digest}`), nth: 1 },
      do: { status: 403 },
    });
    const saved = await plan("R/other/app:1", `${other.host}/acme/app:1`);
    const { journalId } = await bench.execute(saved);
    const resumed = await bench.engine.planner.planResume(journalId, signal);
    expect(resumed.differences?.every(({ kind }) => kind === "arrived")).toBe(true);
    bench.registry.clearLog();
    other.clearLog();
    expect((await bench.execute(resumed)).failure).toBeUndefined();
    expect(other.repository("acme/app").tags.get("1")).toBe(saved.root.digest);
    expect(bench.registry.repository("other/app").tags.get("1")).toBe(saved.root.digest);
    const sent = other.requests.filter(({ method }) => method === "PUT").map(({ path: at }) => at);
    expect(sent).toEqual([
      `/v2/acme/app/manifests/${arm64.digest}`,
      `/v2/acme/app/manifests/${saved.root.digest}`,
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

  const save = async (saved: Plan): Promise<string> => {
    const file = path.join(folder, "plan.json");
    await writeFile(file, formatPlanFile(saved));
    return file;
  };

  it("is executed later from the file", async () => {
    const file = await save(await plan(`${other.host}/acme/app:1`));
    const opened = await bench.engine.planner.openPlan(await readPlanFile(file, signal), signal);
    expect(opened.differences).toEqual([]);
    expect((await bench.execute(opened)).failure).toBeUndefined();
    expect(other.repository("acme/app").tags.get("1")).toBe(opened.root.digest);
  });

  it("sets no tag if the plan lacks content of the root", async () => {
    const layout = `oci-layout://${path.join(folder, "layout")}`;
    const saved = await plan(`${layout}:1`);
    const [part] = saved.repositories;
    if (!part) {
      throw new Error("a plan of nothing");
    }
    const gutted = [{ ...part, manifests: part.manifests.slice(-1), blobs: [] }];
    const opened = await bench.engine.planner.openPlan({ ...saved, repositories: gutted }, signal);
    expect(await bench.execute(opened)).toMatchObject({
      failure: { code: "input_invalid" },
      tags: [{ kind: "untouched" }],
    });
  });

  it("reports what changed since", async () => {
    const saved = await plan(`${other.host}/acme/app:1`);
    const file = await save(saved);
    seedImage(other, "acme/app", "1", s390x);
    seedImage(other, "acme/app", undefined, amd64);
    const opened = await bench.engine.planner.openPlan(await readPlanFile(file, signal), signal);
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

  it("is refused if content that it counts on was deleted", async () => {
    const file = await save(await plan("R/acme/app:1"));
    bench.registry.repository("acme/app").manifests.delete(amd64.digest);
    await expect(
      bench.engine.planner.openPlan(await readPlanFile(file, signal), signal),
    ).rejects.toMatchObject({
      code: "plan_stale",
      message: expect.stringContaining(amd64.digest) as string,
    });
  });

  it.each([
    ["is not JSON", () => "{"],
    ["has another version", (saved: Plan) => JSON.stringify({ ...saved, version: 2 })],
    ["has an invalid digest", (saved: Plan) => JSON.stringify(saved).replace(amd64.digest, "..")],
    [
      "has a root that does not match its digest",
      (saved: Plan) =>
        JSON.stringify({
          ...saved,
          root: { ...saved.root, data: Buffer.from("{}").toString("base64") },
        }),
    ],
    [
      "has a tag with a path",
      (saved: Plan) =>
        JSON.stringify(saved)
          .replaceAll(/:1"/g, ':../../prod/manifests/1"')
          .replace('"tag":"1"', '"tag":"../../prod/manifests/1"'),
    ],
    [
      "has a tag with the name of another",
      (saved: Plan) => JSON.stringify(saved).replace(/("name":"[^"]*):1"/, '$1:2"'),
    ],
  ])("is refused if it %s", async (_, spoil) => {
    const file = path.join(folder, "plan.json");
    await writeFile(file, spoil(await plan(`${other.host}/acme/app:1`)));
    const opening = readPlanFile(file, signal).then((read) =>
      bench.engine.planner.openPlan(read, signal),
    );
    await expect(opening).rejects.toMatchObject({
      name: "EngineError",
      code: expect.stringMatching(
        /^(?:input_invalid|reference_invalid|digest_mismatch|size_mismatch)$/,
      ) as string,
    });
  });
});

describe("a restore", () => {
  const previousIndex = buildIndex({ entries: [s390x], annotations: { k: "old" } });
  beforeEach(() => {
    seedImage(bench.registry, "acme/app", "1", previousIndex);
  });

  it("sets a tag to its previous bytes although the manifest was deleted", async () => {
    const { journalId } = await bench.execute(await plan("R/acme/app:1"));
    bench.registry.repository("acme/app").manifests.delete(previousIndex.digest);
    const name = `${bench.registry.host}/acme/app:1`;
    const restore = await bench.engine.planner.planRestore({ journalId, name }, signal);
    expect(restore).toMatchObject({ kind: "restore", root: { digest: previousIndex.digest } });
    expect((await bench.execute(restore)).failure).toBeUndefined();
    const { tags, manifests } = bench.registry.repository("acme/app");
    expect(tags.get("1")).toBe(previousIndex.digest);
    expect(manifests.get(previousIndex.digest)?.bytes).toEqual(Buffer.from(previousIndex.bytes));
  });

  it("reports missing parts of the previous content", async () => {
    const { journalId } = await bench.execute(await plan("R/acme/app:1"));
    bench.registry.repository("acme/app").manifests.delete(s390x.digest);
    await expect(
      bench.engine.planner.planRestore(
        { journalId, name: `${bench.registry.host}/acme/app:1` },
        signal,
      ),
    ).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringContaining(s390x.digest) as string,
    });
  });

  it("reports a tag that moved since the push", async () => {
    const saved = await plan("R/acme/app:1");
    const { journalId } = await bench.execute(saved);
    const name = `${bench.registry.host}/acme/app:1`;
    const restore = (): Promise<Plan> =>
      bench.engine.planner.planRestore({ journalId, name }, signal);
    expect((await restore()).differences).toBeUndefined();
    const { tags } = bench.registry.repository("acme/app");
    tags.set("1", arm64.digest);
    expect((await restore()).differences).toEqual([
      { kind: "tag", name, was: saved.root.digest, now: arm64.digest },
    ]);
    tags.delete("1");
    expect((await restore()).differences).toEqual([
      { kind: "tag", name, was: saved.root.digest, now: null },
    ]);
  });

  it("detects the media type if the registry returned none for the previous content", async () => {
    const { id } = await plan("R/acme/app:1");
    bench.registry.faults.add({
      match: { method: "GET", path: /manifests\/sha256/ },
      do: {
        status: 200,
        headers: { "content-type": "application/octet-stream" },
        body: Buffer.from(previousIndex.bytes).toString(),
      },
      times: 1,
    });
    const { journalId, failure } = await bench.execute({ id });
    expect(failure).toBeUndefined();
    const name = `${bench.registry.host}/acme/app:1`;
    const restore = await bench.engine.planner.planRestore({ journalId, name }, signal);
    expect(restore.root).toMatchObject({
      mediaType: previousIndex.mediaType,
      digest: previousIndex.digest,
    });
    expect((await bench.execute(restore)).failure).toBeUndefined();
    expect(bench.registry.repository("acme/app").tags.get("1")).toBe(previousIndex.digest);
  });

  it("is refused for a tag that the push created", async () => {
    const { journalId } = await bench.execute(await plan("R/acme/app:2"));
    await expect(
      bench.engine.planner.planRestore(
        { journalId, name: `${bench.registry.host}/acme/app:2` },
        signal,
      ),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  it("can be restored itself", async () => {
    const saved = await plan("R/acme/app:1");
    const { journalId } = await bench.execute(saved);
    const name = `${bench.registry.host}/acme/app:1`;
    const back = await bench.execute(
      await bench.engine.planner.planRestore({ journalId, name }, signal),
    );
    await bench.execute(
      await bench.engine.planner.planRestore({ journalId: back.journalId, name }, signal),
    );
    expect(bench.registry.repository("acme/app").tags.get("1")).toBe(saved.root.digest);
  });
});
