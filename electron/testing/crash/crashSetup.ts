import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildAttestation, buildImage, buildIndex } from "../../engine/sample/buildImage.ts";
import { refuseWithoutSubject } from "../registry/personalities/subjectRequired.ts";
import { startRegistry, type TestRegistry } from "../registry/registry.ts";
import { seedImage } from "../registry/seedImage.ts";
import type { WorkerBundle } from "./bundleWorker.ts";
import { startWorker, type WorkerResult } from "./worker.ts";
import type { WorkerTask } from "./workerMain.ts";
import {
  account,
  editedImage,
  type PushPlaces,
  sourceRepository,
  sourceTags,
  targetRepository,
  targetTags,
} from "./pushDraft.ts";

/** Whether the target is a repository of the same registry or of another one. */
export type Route = "within" | "across";

/** The request at which the process is killed: when it arrives, or when it was executed, before the response. */
export interface KillAtRequest {
  readonly server: "source" | "target";
  /** Counted from 1. */
  readonly nth: number;
  readonly moment: "arrived" | "executed";
}

const amd64 = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const images = {
  // As in BuildKit 0.32: the attestation has its image as its subject; here it precedes the image.
  amd64: buildIndex({ entries: [buildAttestation(amd64, "referrer"), amd64] }),
  arm64: buildImage({ platform: { os: "linux", architecture: "arm64" } }),
  arm: editedImage,
};
/** The previous content of the target's first tag. */
export const old = buildImage({ platform: { os: "linux", architecture: "s390x" } });

/** Registries and a journal that outlive the worker processes. */
export interface Setup {
  readonly places: PushPlaces;
  readonly source: TestRegistry;
  /** The source, or another registry. */
  readonly target: TestRegistry;
  /** Runs a worker process, and kills it at a request if it makes that request. */
  runWorker(
    task: Omit<WorkerTask, "places">,
    kill?: KillAtRequest,
  ): Promise<WorkerResult | "killed">;
  close(): Promise<void>;
}

/** Opens registries and a folder for a journal. @param bundle the program of the worker processes */
export async function openSetup(route: Route, bundle: WorkerBundle): Promise<Setup> {
  const folder = await mkdtemp(path.join(tmpdir(), "manifestry-crash-"));
  let onExecuted: (registry: TestRegistry) => void = () => {};
  const source = await start((registry) => onExecuted(registry));
  const target = route === "within" ? source : await start((registry) => onExecuted(registry));
  for (const tag of sourceTags) {
    seedImage(source, sourceRepository, tag, images[tag]);
  }
  seedImage(target, targetRepository, targetTags[0], old);
  const places = { source: source.host, target: target.host, folder };
  return {
    places,
    source,
    target,
    async runWorker(task, kill) {
      const worker = startWorker(bundle, { ...task, places });
      const registry = kill && { source, target }[kill.server];
      if (registry && kill.moment === "arrived") {
        const nth = registry.requests.length + kill.nth;
        registry.faults.add({ match: { nth: kill.nth }, do: { hang: true } });
        void registry.waitForRequest({}, nth).then(() => worker.kill());
      }
      let executed = 0;
      onExecuted = (at) => {
        if (at !== registry || kill?.moment !== "executed") {
          return;
        }
        executed += 1;
        if (executed === kill.nth) {
          worker.kill();
        }
      };
      try {
        return await worker.result;
      } finally {
        onExecuted = () => {};
        for (const each of [source, target]) {
          each.faults.clear();
        }
      }
    },
    async close() {
      await Promise.all([...new Set([source, target])].map((registry) => registry.close()));
      await rm(folder, { recursive: true });
    },
  };
}

/**
 * Starts a registry that calls back after it executed a request, before it responds. It accepts manifests with missing
 * content, but none before its subject: the push itself must ensure that tagged content is complete.
 */
async function start(onExecuted: (registry: TestRegistry) => void): Promise<TestRegistry> {
  const registry: TestRegistry = await startRegistry({
    validate: false,
    auth: { kind: "basic", users: { [account.username]: account.password } },
    hooks: {
      checkManifest: refuseWithoutSubject,
      after(_, answer) {
        onExecuted(registry);
        return answer;
      },
    },
  });
  return registry;
}
