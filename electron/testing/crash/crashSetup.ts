import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildAttestation, buildImage, buildIndex } from "../../engine/sample/buildImage.ts";
import { refuseWithoutSubject } from "../registry/personalities/subjectFirst.ts";
import { startRegistry, type TestRegistry } from "../registry/registry.ts";
import { seedImage } from "../registry/seedImage.ts";
import type { Order } from "./workerMain.ts";
import { startWorker, type WorkDone } from "./worker.ts";
import {
  account,
  type Place,
  sourceRepository,
  sourceTags,
  targetRepository,
  targetTags,
} from "./pushDraft.ts";

/** To another repository of the same registry, or to another registry. */
export type Route = "within" | "across";

/** At which request the process is killed: when it has come in, or when it has been done and is to be answered. */
export interface RequestDeath {
  readonly at: "source" | "target";
  /** Counted from 1. */
  readonly nth: number;
  readonly moment: "arrived" | "done";
}

const amd64 = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const images = {
  // As BuildKit 0.32 makes them, the attestation refers to its image, which stands after it here.
  amd64: buildIndex({ entries: [buildAttestation(amd64, "referrer"), amd64] }),
  arm64: buildImage({ platform: { os: "linux", architecture: "arm64" } }),
  arm: buildImage({ platform: { os: "linux", architecture: "arm", variant: "v7" } }),
};
/** What the first of the target's tags names before. */
export const old = buildImage({ platform: { os: "linux", architecture: "s390x" } });

/** Registries and a journal, which outlive the processes that work with them. */
export interface Setup {
  readonly place: Place;
  readonly source: TestRegistry;
  /** The source, or another one. */
  readonly target: TestRegistry;
  /** Have a process do something, and killed at a request if it makes that. */
  work(order: Omit<Order, "place">, death?: RequestDeath): Promise<WorkDone | "killed">;
  close(): Promise<void>;
}

export async function openSetup(route: Route): Promise<Setup> {
  const folder = await mkdtemp(path.join(tmpdir(), "manifestry-crash-"));
  let done: (registry: TestRegistry) => void = () => {};
  const source = await start((registry) => done(registry));
  const target = route === "within" ? source : await start((registry) => done(registry));
  for (const tag of sourceTags) seedImage(source, sourceRepository, tag, images[tag]);
  seedImage(target, targetRepository, targetTags[0], old);
  const place = { source: source.host, target: target.host, folder };
  return {
    place,
    source,
    target,
    async work(order, death) {
      const worker = startWorker({ ...order, place });
      const deadly = death && { source, target }[death.at];
      if (deadly && death.moment === "arrived") {
        const nth = deadly.requests.length + death.nth;
        deadly.faults.add({ match: { nth: death.nth }, do: { hang: true } });
        void deadly.arrival({}, nth).then(() => worker.kill());
      }
      let answers = 0;
      done = (registry) => {
        if (registry !== deadly || death?.moment !== "done") return;
        answers += 1;
        if (answers === death.nth) worker.kill();
      };
      try {
        return await worker.end;
      } finally {
        done = () => {};
        for (const registry of [source, target]) registry.faults.clear();
      }
    },
    async close() {
      await Promise.all([...new Set([source, target])].map((registry) => registry.close()));
      await rm(folder, { recursive: true });
    },
  };
}

/**
 * A registry that tells of each request when it has been done, before it is answered. It takes everything in
 * any order but a manifest before its subject: that nothing is named before it is whole is up to the push.
 */
async function start(done: (registry: TestRegistry) => void): Promise<TestRegistry> {
  const registry: TestRegistry = await startRegistry({
    validate: false,
    auth: { kind: "basic", users: { [account.username]: account.password } },
    personality: {
      judge: refuseWithoutSubject,
      after(_, answer) {
        done(registry);
        return answer;
      },
    },
  });
  return registry;
}
