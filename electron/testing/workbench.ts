import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Draft } from "../../shared/draft.ts";
import { emptyDraft } from "../../shared/emptyDraft.ts";
import type { PushOutcome } from "../../shared/plan.ts";
import type { Preview, ResultContent } from "../../shared/preview.ts";
import { anonymous } from "../engine/stores/registry/auth/credential.ts";
import { buildImage, type BuiltImage } from "../engine/sample/buildImage.ts";
import { Stores } from "../engine/stores/openStores.ts";
import { Engine } from "../engine/engine.ts";
import { memoryPushLogs } from "./memoryPushLogs.ts";
import { startRegistry, type TestRegistry } from "./registry/registry.ts";
import { seedImage } from "./registry/seedImage.ts";

/** A small image for linux. */
export function linux(architecture: string, variant?: string): BuiltImage {
  return buildImage({ platform: { os: "linux", architecture, ...(variant ? { variant } : {}) } });
}

export const amd64 = linux("amd64");
export const arm64 = linux("arm64", "v8");

/** A signal that nobody aborts. */
export const signal: AbortSignal = new AbortController().signal;

/** The engine as the app uses it, with a registry that holds acme/app:amd64 and :arm64, and an empty folder. */
export interface Workbench {
  readonly registry: TestRegistry;
  readonly engine: Engine;
  readonly folder: string;
  /** Another engine with the same journal, which remembers nothing else; the caller closes it. */
  restart(): Engine;
  /** A draft of sources and targets, `R/` standing for the registry. */
  draftOf(sources: readonly string[], targets?: readonly string[], more?: Partial<Draft>): Draft;
  /** Preview, plan and push a draft. */
  push(draft: Draft): Promise<PushOutcome>;
  close(): Promise<void>;
}

export async function startWorkbench(): Promise<Workbench> {
  const folder = await mkdtemp(path.join(tmpdir(), "manifestry-workbench-"));
  const registry = await startRegistry();
  seedImage(registry, "acme/app", "amd64", amd64);
  seedImage(registry, "acme/app", "arm64", arm64);
  const logs = memoryPushLogs();
  const open = (): Engine =>
    new Engine(
      {
        stores: new Stores({ credentials: anonymous }),
        host: { os: "linux", architecture: "amd64" },
      },
      logs,
    );
  const engine = open();
  const at = (text: string): string => text.replace(/^R\//, `${registry.host}/`);
  return {
    registry,
    engine,
    folder,
    restart: open,
    draftOf: (sources, targets = [], more = {}) => ({
      ...emptyDraft,
      sources: sources.map((text, position) => ({ id: `s${position}`, text: at(text) })),
      targets: targets.map((text, position) => ({ id: `t${position}`, text: at(text) })),
      ...more,
    }),
    async push(draft) {
      const preview = await engine.preview(draft, signal);
      const plan = await engine.planPreview(preview.id, signal);
      return await engine.push(plan.id, signal, () => {});
    },
    async close() {
      await engine.close();
      await registry.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** The content of a preview that has one. */
export function contentOf({ result }: Preview): ResultContent {
  if (result.kind !== "ready") throw new Error(`the preview is ${JSON.stringify(result)}`);
  return result.content;
}
