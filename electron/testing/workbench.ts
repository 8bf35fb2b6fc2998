import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { CopyReferrers, Draft } from "../../shared/draft.ts";
import { emptyDraft } from "../../shared/emptyDraft.ts";
import type { Plan, PushOutcome } from "../../shared/plan.ts";
import type { Preview, ResultContent } from "../../shared/preview.ts";
import type { OverwriteRules } from "../../shared/settings.ts";
import { Engine } from "../engine/engine.ts";
import { formatPlanFile, readPlanFile } from "../engine/plan/planFile.ts";
import type { PushDelays } from "../engine/push/pushDelays.ts";
import { buildImage, type BuiltImage } from "../engine/sample/buildImage.ts";
import { Stores } from "../engine/stores/openStores.ts";
import { anonymous } from "../engine/stores/registry/auth/credential.ts";
import { defaultTimeouts } from "../engine/stores/registry/http/timeouts.ts";
import { plainNetwork } from "../engine/stores/registry/machineNetwork.ts";
import { memoryPushLogs } from "./memoryPushLogs.ts";
import type { RegistryOptions } from "./registry/options.ts";
import { startRegistry, type TestRegistry } from "./registry/registry.ts";
import { seedImage } from "./registry/seedImage.ts";

/** Builds a small image for linux. */
export function linux(architecture: string, variant?: string): BuiltImage {
  return buildImage({ platform: { os: "linux", architecture, ...(variant ? { variant } : {}) } });
}

export const amd64 = linux("amd64");
export const arm64 = linux("arm64", "v8");

/** A signal that never aborts. */
export const signal: AbortSignal = new AbortController().signal;

/** Delays that do not slow tests down; a registry still has time to answer in between. */
export const shortPushDelays: PushDelays = {
  tagRetries: [20, 40, 80],
  tagConfirmations: [0, 10, 20, 40],
  tagSettling: [0, 50, 100],
  tagSettlingTimeout: 10_000,
  referrersRetries: [0, 10, 20, 40],
  deletionRecheck: 0,
};

/** An engine as the app uses it, a registry with acme/app:amd64 and acme/app:arm64, and an empty folder. */
export interface Workbench {
  readonly registry: TestRegistry;
  readonly engine: Engine;
  readonly folder: string;
  /** The delays of pushes, which a test may change. */
  readonly pushDelays: { -readonly [K in keyof PushDelays]: PushDelays[K] };
  /** The rules of the settings, which a test may change. */
  readonly overwriteRules: OverwriteRules;
  /** Starts another engine with the same push logs and empty caches; the caller closes it. */
  restart(): Engine;
  /** Saves a plan, and opens it in a restarted engine. @param edit changes the text of the file */
  reopen(plan: Plan, edit?: (text: string) => string): Promise<Plan>;
  /** Makes a draft of sources and targets. A leading `R/` stands for the registry. */
  draftOf(sources: readonly string[], targets?: readonly string[], more?: Partial<Draft>): Draft;
  /** Previews and plans a draft. */
  plan(draft: Draft): Promise<Plan>;
  /** Plans a retag. A leading `R/` stands for the registry. */
  planRetag(
    source: string,
    targets: readonly string[],
    copyReferrers?: CopyReferrers,
  ): Promise<Plan>;
  /** Executes a plan. */
  execute(plan: Pick<Plan, "id">): Promise<PushOutcome>;
  /** Previews, plans and pushes a draft. */
  push(draft: Draft): Promise<PushOutcome>;
  close(): Promise<void>;
}

/** Starts a workbench. Close it after the test, or start it with `perTest`. @param options of its registry */
export async function startWorkbench(options: RegistryOptions = {}): Promise<Workbench> {
  const folder = await mkdtemp(path.join(tmpdir(), "manifestry-workbench-"));
  const registry = await startRegistry(options);
  seedImage(registry, "acme/app", "amd64", amd64);
  seedImage(registry, "acme/app", "arm64", arm64);
  const logs = memoryPushLogs();
  const pushDelays = { ...shortPushDelays };
  const overwriteRules: OverwriteRules = { tags: [], registries: [] };
  const network = { ...plainNetwork, timeouts: { ...defaultTimeouts, retryDelay: 20 } };
  const startEngine = (): Engine =>
    new Engine(
      {
        stores: new Stores({ credentials: anonymous, network }),
        host: { os: "linux", architecture: "amd64" },
        pushDelays,
        overwriteRules: () => overwriteRules,
      },
      logs,
    );
  const engine = startEngine();
  const expand = (text: string): string => text.replace(/^R\//, `${registry.host}/`);
  const bench: Workbench = {
    registry,
    engine,
    folder,
    pushDelays,
    overwriteRules,
    restart: startEngine,
    async reopen(plan, edit = (text) => text) {
      const file = path.join(folder, "plan.json");
      await writeFile(file, edit(Buffer.from(formatPlanFile(plan)).toString()));
      const restarted = startEngine();
      try {
        return await restarted.planner.openPlan(await readPlanFile(file, signal), signal);
      } finally {
        await restarted.close();
      }
    },
    draftOf: (sources, targets = [], more = {}) => ({
      ...emptyDraft,
      sources: sources.map((text, position) => ({ id: `s${position}`, text: expand(text) })),
      targets: targets.map((text, position) => ({ id: `t${position}`, text: expand(text) })),
      ...more,
    }),
    async plan(draft) {
      const { id } = await engine.composer.preview(draft, signal);
      return await engine.planner.planPreview(id, signal);
    },
    async planRetag(source, targets, copyReferrers = emptyDraft.copyReferrers) {
      return await engine.planner.planRetag(
        { source: expand(source), targets: targets.map(expand), copyReferrers },
        signal,
      );
    },
    async execute({ id }) {
      return await engine.push(id, { report: () => {} }, signal);
    },
    async push(draft) {
      return await bench.execute(await bench.plan(draft));
    },
    async close() {
      await engine.close();
      await registry.close();
      await rm(folder, { recursive: true });
    },
  };
  return bench;
}

/** The content of a preview. @throws if the preview has none */
export function contentOf({ result }: Preview): ResultContent {
  if (result.kind !== "ready") {
    throw new Error(`the preview is ${JSON.stringify(result)}`);
  }
  return result.content;
}
