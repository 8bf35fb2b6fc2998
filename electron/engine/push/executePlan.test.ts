import { describe, expect, it } from "vitest";
import { buildAttestation, buildIndex } from "../sample/buildImage.ts";
import { startRegistry } from "../../testing/registry/registry.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, contentOf, signal, startWorkbench } from "../../testing/workbench.ts";
import { perTest } from "../../testing/perTest.ts";

const bench = perTest(startWorkbench);

/** Requests that changed the registry, in order. */
const writes = (): string[] =>
  bench.registry.requests
    .filter(({ method }) => !["GET", "HEAD"].includes(method))
    .map(({ method, path: at }) => `${method} ${at.split("?")[0]}`);

describe("a push", () => {
  it("pushes content by digest first, and sets the tags last", async () => {
    const outcome = await bench.push(
      bench.draftOf(
        ["R/acme/app:amd64", "R/acme/app:arm64"],
        ["R/acme/app:1", "R/acme/app:latest"],
      ),
    );
    expect(outcome).toMatchObject({ tags: [{ kind: "moved" }, { kind: "moved" }] });
    expect(writes()).toEqual([
      `PUT /v2/acme/app/manifests/${outcome.root.digest}`,
      "PUT /v2/acme/app/manifests/1",
      "PUT /v2/acme/app/manifests/latest",
    ]);
  });

  it("mounts blobs from another repository of the registry without downloading them", async () => {
    const outcome = await bench.push(
      bench.draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], ["R/other/app:1"]),
    );
    expect(outcome).toMatchObject({ copiedBytes: 0, mountedBlobs: 4 });
    expect(
      bench.registry.requests.filter(
        ({ method, path: at }) =>
          method === "GET" && at.includes("/blobs/") && at.includes("layer"),
      ),
    ).toEqual([]);
    expect(bench.registry.repository("other/app").manifests.size).toBe(3);
  });

  it("abandons the upload session of a refused mount if the blob exists", async () => {
    const target = bench.registry.repository("other/app");
    for (const { config, layers } of [amd64, arm64]) {
      for (const blob of [config, ...layers]) {
        target.blobs.set(blob.digest, blob.bytes);
      }
    }
    target.uploads.set("x", { chunks: [], size: 0, state: 0 });
    bench.registry.faults.add({
      match: { method: "POST", path: /other\/app.*[?]mount=/ },
      do: { status: 202, headers: { location: "/v2/other/app/blobs/uploads/x" } },
      times: 1,
    });
    const outcome = await bench.push(
      bench.draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], ["R/other/app:1"]),
    );
    expect(outcome).toMatchObject({ copiedBytes: 0, mountedBlobs: 3 });
    expect(target.uploads.size).toBe(0);
  });

  it("copies to another registry only what it lacks", async () => {
    const other = await startRegistry();
    try {
      seedImage(other, "acme/app", undefined, amd64);
      const preview = await bench.engine.composer.preview(
        bench.draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], [`${other.host}/acme/app:1`]),
        signal,
      );
      const plan = await bench.engine.planner.planPreview(preview.id, signal);
      const [planned] = plan.repositories;
      expect(planned?.blobs.map(({ action }) => action.kind)).toEqual(["copy", "copy"]);
      expect(planned?.manifests.map(({ digest, action }) => [digest, action.kind])).toEqual([
        [amd64.digest, "exists"],
        [arm64.digest, "put"],
        [plan.root.digest, "build"],
      ]);
      const outcome = await bench.execute(plan);
      expect(outcome.failure).toBeUndefined();
      expect(other.repository("acme/app").manifests.get(plan.root.digest)?.bytes.toString()).toBe(
        contentOf(preview).text,
      );
      expect(other.repository("acme/app").tags.get("1")).toBe(plan.root.digest);
    } finally {
      await other.close();
    }
  });

  it("copies attestations that are referrers of an image to another repository", async () => {
    const signature = buildAttestation(amd64, "referrer");
    seedImage(bench.registry, "acme/app", undefined, signature);
    seedImage(bench.registry, "acme/app", "multi", buildIndex({ entries: [amd64] }));
    await bench.push(bench.draftOf(["R/acme/app:multi"], ["R/other/app:1"]));
    expect(bench.registry.repository("other/app").manifests.has(signature.digest)).toBe(true);
  });

  it("sets no tag if content could not be pushed", async () => {
    const other = await startRegistry();
    try {
      seedImage(other, "acme/app", "1", amd64);
      other.faults.add({
        match: { method: "PUT", path: /\/blobs\// },
        do: { status: 400, body: '{"errors":[{"code":"DIGEST_INVALID","message":"no"}]}' },
      });
      const outcome = await bench.push(
        bench.draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], [`${other.host}/acme/app:1`]),
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

  it("stops if a tag moved since the plan was made, and reports its digest", async () => {
    const draft = bench.draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], ["R/acme/app:1"]);
    const plan = await bench.plan(draft);
    bench.registry.repository("acme/app").tags.set("1", arm64.digest);
    const outcome = await bench.execute(plan);
    expect(outcome).toMatchObject({
      failure: { code: "tag_moved" },
      tags: [{ kind: "untouched", now: arm64.digest }],
    });
    expect(outcome.failure?.message).toContain(arm64.digest);
    expect(outcome.copiedBytes).toBe(0);
    expect(bench.registry.repository("acme/app").tags.get("1")).toBe(arm64.digest);
  });

  it("stops when cancelled and leaves the tag unchanged", async () => {
    const other = await startRegistry();
    try {
      seedImage(other, "acme/app", "1", amd64);
      const draft = bench.draftOf(
        ["R/acme/app:amd64", "R/acme/app:arm64"],
        [`${other.host}/acme/app:1`],
      );
      const plan = await bench.plan(draft);
      other.faults.add({ match: { method: "PUT" }, do: { hang: true } });
      const controller = new AbortController();
      const pushing = bench.engine.push(plan.id, { report: () => {} }, controller.signal);
      await other.waitForRequest({ method: "PUT" });
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

  it("plans only a known preview, and pushes a plan only once", async () => {
    const draft = bench.draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], ["R/acme/app:1"]);
    await expect(bench.engine.planner.planPreview("unknown", signal)).rejects.toMatchObject({
      code: "preview_gone",
    });
    const plan = await bench.plan(draft);
    await bench.execute(plan);
    await expect(bench.execute(plan)).rejects.toMatchObject({
      code: "plan_gone",
    });
  });

  it("reports each step", async () => {
    const other = await startRegistry();
    try {
      const draft = bench.draftOf(["R/acme/app:amd64"], [`${other.host}/acme/app:1`]);
      const plan = await bench.plan(draft);
      const done = new Map<string, number>();
      await bench.engine.push(
        plan.id,
        { report: ({ id, state, bytes }) => state === "done" && done.set(id, bytes) },
        signal,
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
