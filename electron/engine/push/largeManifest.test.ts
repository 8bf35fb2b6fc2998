import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { maxManifestBytes } from "../../../shared/oci/manifest.ts";
import type { Plan, PushOutcome } from "../../../shared/plan.ts";
import { startRegistry, type TestRegistry } from "../../testing/registry/registry.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, signal } from "../../testing/workbench.ts";
import { Engine } from "../engine.ts";
import { Journal } from "../journal/journal.ts";
import { formatPlanFile, readPlanFile } from "../plan/planFile.ts";
import { buildIndex } from "../sample/buildImage.ts";
import { Stores } from "../stores/openStores.ts";
import { anonymous } from "../stores/registry/auth/credential.ts";

const large = buildIndex({ entries: [amd64], annotations: { notes: "x".repeat(7 * 1024 * 1024) } });

let registry: TestRegistry;
let folder: string;
let engines: Engine[];
beforeEach(async () => {
  registry = await startRegistry({ maxManifestBytes });
  seedImage(registry, "acme/app", "large", large);
  seedImage(registry, "acme/app", "1", arm64);
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-large-"));
  engines = [];
});
afterEach(async () => {
  await Promise.all(engines.map((engine) => engine.close()));
  await registry.close();
  await rm(folder, { recursive: true });
});

const openJournal = (): Journal => new Journal(path.join(folder, "journal"));

function startEngine(): Engine {
  const stores = new Stores({ credentials: anonymous });
  const engine = new Engine(
    { stores, host: { os: "linux", architecture: "amd64" } },
    openJournal(),
  );
  engines.push(engine);
  return engine;
}

async function retag(engine: Engine, tag: string): Promise<Plan> {
  return await engine.planner.planRetag(
    {
      source: `${registry.host}/acme/app:large`,
      targets: [`${registry.host}/acme/app:${tag}`],
      copyReferrers: { referrers: "none", digestTags: false },
    },
    signal,
  );
}

async function push(engine: Engine, { id }: Plan): Promise<PushOutcome> {
  const outcome = await engine.push(id, { report: () => {} }, signal);
  expect(outcome.failure).toBeUndefined();
  return outcome;
}

const tag = (): string | undefined => registry.repository("acme/app").tags.get("1");

it("pushes an index of 7 MiB and reads it back from the journal", async () => {
  const engine = startEngine();
  const { journalId } = await push(engine, await retag(engine, "1"));
  expect(tag()).toBe(large.digest);
  const journal = openJournal();
  const { entries, unreadable } = await journal.list();
  expect(unreadable).toEqual([]);
  expect(entries).toMatchObject([{ id: journalId, root: { size: large.bytes.byteLength } }]);
  const { plan } = await journal.read(journalId);
  expect(plan).toMatchObject({ root: { digest: large.digest } });
});

it("saves a plan of an index of 7 MiB, opens it and pushes it", async () => {
  const file = path.join(folder, "plan.json");
  await writeFile(file, formatPlanFile(await retag(startEngine(), "1")));
  const engine = startEngine();
  await push(engine, await engine.planner.openPlan(await readPlanFile(file, signal), signal));
  expect(tag()).toBe(large.digest);
});

it("restores a tag to an index of 7 MiB after a restart", async () => {
  registry.repository("acme/app").tags.set("1", large.digest);
  const first = startEngine();
  const replace = await first.planner.planRetag(
    {
      source: `${registry.host}/acme/app@${arm64.digest}`,
      targets: [`${registry.host}/acme/app:1`],
      copyReferrers: { referrers: "none", digestTags: false },
    },
    signal,
  );
  const { journalId } = await push(first, replace);
  expect(tag()).toBe(arm64.digest);
  const second = startEngine();
  const name = `${registry.host}/acme/app:1`;
  await push(second, await second.planner.planRestore({ journalId, name }, signal));
  expect(tag()).toBe(large.digest);
});
