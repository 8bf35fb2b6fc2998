import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Plan, PushOutcome } from "../../../shared/plan.ts";
import { EngineError } from "../errors.ts";
import { anonymous } from "../stores/registry/auth/credential.ts";
import { plainNetwork } from "../stores/registry/machineNetwork.ts";
import { buildImage } from "../sample/buildImage.ts";
import { Stores } from "../stores/openStores.ts";
import { memoryPushLogs } from "../../testing/memoryPushLogs.ts";
import { startRegistry, type TestRegistry } from "../../testing/registry/registry.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, signal } from "../../testing/workbench.ts";
import { Engine } from "../engine.ts";
import type { PushLog, PushLogs } from "./pushLog.ts";
import { madeByApp } from "../plan/planCache.ts";

const old = buildImage({ platform: { os: "linux", architecture: "s390x" } });
const timeouts = {
  connect: 5000,
  readHeaders: 5000,
  headers: 5000,
  body: 5000,
  tagList: 5000,
  retryDelay: 0,
  restart: 1000,
};

let registry: TestRegistry;
beforeEach(async () => {
  registry = await startRegistry();
  seedImage(registry, "acme/app", "amd64", amd64);
  seedImage(registry, "acme/release", "1", old);
});
afterEach(async () => {
  await registry.close();
});

/** Retags an image over the old one. @param change overrides methods of the log */
async function push(change: Partial<PushLog>): Promise<PushOutcome> {
  const logs = memoryPushLogs();
  const changed = {
    ...logs,
    begin: async (plan: Plan) => ({ ...(await logs.begin(plan, madeByApp)), ...change }),
  };
  return await retag(
    changed,
    async (engine, id) => await engine.push(id, { report: () => {} }, signal),
  );
}

/** Plans a retag over the old image and uses the plan. */
async function retag<T>(
  logs: PushLogs,
  work: (engine: Engine, planId: string) => Promise<T>,
): Promise<T> {
  const stores = new Stores({ credentials: anonymous, network: { ...plainNetwork, timeouts } });
  const engine = new Engine({ stores, host: { os: "linux", architecture: "amd64" } }, logs);
  try {
    const plan = await engine.planner.planRetag(
      {
        source: `${registry.host}/acme/app:amd64`,
        targets: [`${registry.host}/acme/release:1`],
        copyReferrers: { referrers: "none", digestTags: false },
      },
      signal,
    );
    return await work(engine, plan.id);
  } finally {
    await engine.close();
  }
}

const heldManifest = { method: "GET", path: new RegExp(old.digest) };
const full = (): Promise<never> =>
  Promise.reject(new EngineError("disk_full", "The disk is full."));

it.each<[string, Partial<PushLog>, string]>([
  ["its previous content cannot be recorded", { recordPrevious: full }, "disk_full"],
  ["its move cannot be recorded", { recordSending: full }, "disk_full"],
])("moves no tag if %s", async (_, change, code) => {
  const outcome = await push(change);
  expect(outcome).toMatchObject({ failure: { code }, tags: [{ kind: "untouched" }] });
  expect(registry.repository("acme/release").tags.get("1")).toBe(old.digest);
});

it("pushes a plan after its log could not be created at first", async () => {
  const logs = memoryPushLogs();
  const begin = vi.fn((plan: Plan) => logs.begin(plan, madeByApp)).mockImplementationOnce(full);
  await retag({ ...logs, begin }, async (engine, id) => {
    await expect(engine.push(id, { report: () => {} }, signal)).rejects.toMatchObject({
      code: "disk_full",
    });
    expect(registry.repository("acme/release").tags.get("1")).toBe(old.digest);
    expect((await engine.push(id, { report: () => {} }, signal)).failure).toBeUndefined();
    await expect(engine.push(id, { report: () => {} }, signal)).rejects.toMatchObject({
      code: "plan_gone",
    });
  });
  expect(registry.repository("acme/release").tags.get("1")).toBe(amd64.digest);
});

it("moves no tag if its previous content cannot be read for now", async () => {
  registry.faults.add({ match: heldManifest, do: { status: 503 } });
  const outcome = await push({});
  expect(outcome).toMatchObject({ failure: { retryable: true }, tags: [{ kind: "untouched" }] });
  expect(registry.repository("acme/release").tags.get("1")).toBe(old.digest);
});

it.each([
  ["was deleted", 404],
  ["was deleted or is blocked by a scanner", 403],
])("moves a tag whose previous content %s", async (_, status) => {
  registry.faults.add({ match: heldManifest, do: { status } });
  const outcome = await push({});
  expect(outcome.failure).toBeUndefined();
  expect(registry.repository("acme/release").tags.get("1")).toBe(amd64.digest);
});
