import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { PushOutcome } from "../../../shared/plan.ts";
import { buildImage } from "../sample/buildImage.ts";
import { startRegistry, type TestRegistry } from "../../testing/registry/registry.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { signal, startWorkbench } from "../../testing/workbench.ts";
import { perTest } from "../../testing/perTest.ts";

const size = 900_000;
const half = 400_000;
const large = buildImage({
  platform: { os: "linux", architecture: "amd64" },
  layers: [Buffer.alloc(size, "noise")],
});
const [layer] = large.layers;

const bench = perTest(startWorkbench);
let target: TestRegistry;
beforeEach(async () => {
  target = await startRegistry();
  seedImage(bench.registry, "acme/app", "large", large);
});
afterEach(async () => {
  await target.close();
});

/** Pushes, and cancels when the layer stalls. @returns the bytes that the target has received */
async function cancelHalfway(): Promise<{ outcome: PushOutcome; kept: number }> {
  bench.registry.faults.add({
    match: { method: "GET", path: new RegExp(layer?.digest ?? "") },
    do: { stall: half },
  });
  const draft = bench.draftOf(["R/acme/app:large"], [`${target.host}/acme/app:1`]);
  const plan = await bench.plan(draft);
  const controller = new AbortController();
  const pushing = bench.engine.push(plan.id, { report: () => {} }, controller.signal);
  const arrived = (): number =>
    Math.max(
      0,
      ...[...target.repository("acme/app").uploads.values()].map((upload) => upload.size),
    );
  let kept = 0;
  for (let seen = -1; kept === 0 || kept !== seen; kept = arrived()) {
    seen = kept;
    await sleep(50);
  }
  controller.abort();
  const outcome = await pushing;
  expect(outcome).toMatchObject({ failure: { code: "cancelled" } });
  bench.registry.faults.clear();
  target.clearLog();
  return { outcome, kept };
}

/** Resumes the push. @returns bytes of the layer that were sent */
async function resume({ journalId }: PushOutcome): Promise<number> {
  const plan = await bench.engine.planner.planResume(journalId, signal);
  const { failure } = await bench.execute(plan);
  expect(failure).toBeUndefined();
  const { blobs, uploads } = target.repository("acme/app");
  expect(blobs.get(layer?.digest ?? "")).toEqual(Buffer.from(layer?.bytes ?? ""));
  expect(uploads.size).toBe(0);
  const sent = target.requests.filter(
    ({ method, path }) => method === "PUT" && path.includes(layer?.digest ?? ""),
  );
  return sent.reduce((sum, { bytesIn }) => sum + bytesIn, 0);
}

it("continues a cancelled upload at the offset that the registry has", async () => {
  const { outcome, kept } = await cancelHalfway();
  expect(kept).toBeGreaterThan(100_000);
  expect(await resume(outcome)).toBe(size - kept);
});

it("restarts an upload if the registry has nothing", async () => {
  const { outcome } = await cancelHalfway();
  target.repository("acme/app").uploads.clear();
  expect(await resume(outcome)).toBe(size);
});

it("restarts an upload and abandons the old session if the registry does not report an offset", async () => {
  const { outcome } = await cancelHalfway();
  target.faults.add({ match: { method: "GET", path: /\/uploads\// }, do: { status: 400 } });
  expect(await resume(outcome)).toBe(size);
});

it("restarts an upload if the bytes that the registry has are not those of the layer", async () => {
  bench.registry.faults.add({
    match: { method: "GET", path: new RegExp(layer?.digest ?? "") },
    do: { corrupt: 1000 },
  });
  const { outcome, kept } = await cancelHalfway();
  expect(await resume(outcome)).toBe(size - kept + size);
});

it.each([
  [400, "BLOB_UPLOAD_INVALID"],
  [400, "SIZE_INVALID"],
  [404, "BLOB_UPLOAD_UNKNOWN"],
  [409, "CONFLICT"],
  [416, ""],
  [422, "DIGEST_INVALID"],
])("restarts an upload if the registry answers %d %s", async (status, code) => {
  const { outcome } = await cancelHalfway();
  target.faults.add({
    match: { method: "PUT", path: /\/uploads\//, nth: 1 },
    do: { status, body: JSON.stringify({ errors: [{ code, message: "no" }] }) },
  });
  await resume(outcome);
  const puts = target.requests.filter(
    ({ method, path }) => method === "PUT" && path.includes(layer?.digest ?? ""),
  );
  expect(puts.map(({ headers }) => headers["content-range"] !== undefined)).toEqual([true, false]);
});

it("continues an upload although a resume was cancelled before the registry reported the offset", async () => {
  const { outcome, kept } = await cancelHalfway();
  target.faults.add({ match: { method: "GET", path: /\/uploads\// }, do: { hang: true } });
  const plan = await bench.engine.planner.planResume(outcome.journalId, signal);
  const controller = new AbortController();
  const pushing = bench.engine.push(plan.id, { report: () => {} }, controller.signal);
  await target.waitForRequest({ method: "GET", path: /\/uploads\// });
  controller.abort();
  const cancelled = await pushing;
  target.faults.clear();
  target.clearLog();
  expect(await resume(cancelled)).toBe(size - kept);
});

it("continues an upload in one of two concurrent pushes", async () => {
  await cancelHalfway();
  const plans = await Promise.all(
    ["1", "2"].map(async (tag) => {
      const draft = bench.draftOf(["R/acme/app:large"], [`${target.host}/acme/app:${tag}`]);
      return await bench.plan(draft);
    }),
  );
  target.clearLog();
  target.faults.add({ match: { method: "GET", path: /\/uploads\// }, do: { delay: 200 } });
  const outcomes = await Promise.all(plans.map(({ id }) => bench.execute({ id })));
  expect(outcomes.map(({ failure }) => failure)).toEqual([undefined, undefined]);
  const statusRequests = target.requests.filter(
    ({ method, path }) => method === "GET" && path.includes("/uploads/"),
  );
  expect(statusRequests).toHaveLength(1);
  const { blobs, tags, uploads } = target.repository("acme/app");
  expect(blobs.get(layer?.digest ?? "")).toEqual(Buffer.from(layer?.bytes ?? ""));
  expect([...tags.keys()].toSorted()).toEqual(["1", "2"]);
  expect(uploads.size).toBe(0);
});
