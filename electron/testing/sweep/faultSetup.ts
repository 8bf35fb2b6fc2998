import { emptyDraft } from "../../../shared/emptyDraft.ts";
import type { PushOutcome } from "../../../shared/plan.ts";
import type { Failure } from "../../../shared/errors.ts";
import { toFailure } from "../../engine/errors.ts";
import { type Network, plainNetwork } from "../../engine/stores/registry/network.ts";
import { buildAttestation, buildImage, buildIndex } from "../../engine/sample/buildImage.ts";
import { Stores } from "../../engine/stores/openStores.ts";
import { Engine } from "../../engine/engine.ts";
import { memoryPushLogs } from "../memoryPushLogs.ts";
import { refuseWithoutSubject } from "../registry/personalities/subjectFirst.ts";
import { startRegistry, type TestRegistry } from "../registry/registry.ts";
import { seedImage } from "../registry/seedImage.ts";

/** Within one registry, or across to another. */
export type Way = "within" | "across";

const users = { ada: "hunter2-of-the-source", bob: "hunter3-of-the-target" };

/** What must be seen by nobody but the servers that it is for. */
export const secrets: readonly string[] = Object.entries(users).flatMap(([name, password]) => [
  password,
  Buffer.from(`${name}:${password}`).toString("base64"),
]);

const amd64 = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const arm64 = buildImage({
  platform: { os: "linux", architecture: "arm64" },
  layers: [Buffer.alloc(70_000, "a layer of more than one packet ")],
});
const arm = buildImage({
  platform: { os: "linux", architecture: "arm", variant: "v7" },
  // A byte of this may change without anybody noticing it but by the digest.
  annotations: { "org.opencontainers.image.description": "much ".repeat(200) },
});
/** As BuildKit 0.32 makes them, the attestation refers to its image, which stands after it here. */
const attested = buildIndex({ entries: [buildAttestation(amd64, "referrer"), amd64] });
/** What the target's tag names before. */
export const old = buildImage({ platform: { os: "linux", architecture: "s390x" } });

export const sourceRepository = "acme/app";
export const targetRepository = "acme/release";
export const targetTag = "1";

/** The registries of one push, with what they hold before it. */
export interface Scene {
  /** Asks for tokens. */
  readonly source: TestRegistry;
  /** The source, or another one that asks for a password. */
  readonly target: TestRegistry;
  /** Takes everything from anybody, and has all that the source has: what redirects lead to. */
  readonly elsewhere: TestRegistry;
  close(): Promise<void>;
}

export async function openScene(way: Way): Promise<Scene> {
  const personality = { judge: refuseWithoutSubject };
  const source = await startRegistry({ auth: { kind: "bearer", users }, personality });
  const target =
    way === "within"
      ? source
      : await startRegistry({ auth: { kind: "basic", users }, personality });
  const elsewhere = await startRegistry({ validate: false });
  for (const registry of [source, elsewhere]) {
    seedImage(registry, sourceRepository, "amd64", attested);
    seedImage(registry, sourceRepository, "arm64", arm64);
    seedImage(registry, sourceRepository, "arm", arm);
  }
  if (way === "across") seedImage(target, targetRepository, targetTag, old);
  return {
    source,
    target,
    elsewhere,
    async close() {
      await Promise.all([...new Set([source, target, elsewhere])].map((one) => one.close()));
    },
  };
}

/** Waits for nothing: what hangs is given up as soon as the HTTP client's clock ticks. */
const hasty: Network = {
  ...plainNetwork,
  trust: () => Promise.resolve({ certificates: [], problems: [] }),
  timeouts: {
    connect: 5000,
    readHeaders: 300,
    headers: 300,
    body: 300,
    tagList: 300,
    retryDelay: 0,
    restart: 1000,
  },
};

/** All that a push told its user. */
export interface Told {
  readonly outcome: PushOutcome | undefined;
  readonly failures: readonly Failure[];
  /** Previews, plans, progress, outcomes and failures. */
  readonly everything: readonly unknown[];
}

/** Compose an index of the three images, with the attestation, and push it, as the window does. */
export async function push(scene: Scene, signal: AbortSignal): Promise<Told> {
  const { source, target } = scene;
  const stores = new Stores({
    network: hasty,
    credentials: {
      find: (domain) => {
        const account = domain === source.host ? "ada" : domain === target.host ? "bob" : undefined;
        const found = account && {
          credential: { kind: "basic", username: account, password: users[account] } as const,
          source: "the test",
          account,
        };
        return Promise.resolve(found);
      },
    },
  });
  const engine = new Engine(
    { stores, host: { os: "linux", architecture: "amd64" } },
    memoryPushLogs(),
  );
  const draft = {
    ...emptyDraft,
    sources: ["amd64", "arm64", "arm"].map((tag) => ({
      id: tag,
      text: `${source.host}/${sourceRepository}:${tag}`,
    })),
    targets: [{ id: "target", text: `${target.host}/${targetRepository}:${targetTag}` }],
  };
  const everything: unknown[] = [];
  const failures: Failure[] = [];
  let outcome: PushOutcome | undefined;
  try {
    const preview = await engine.preview(draft, signal);
    everything.push(preview);
    const { result, sources } = preview;
    if (result.kind === "ready") {
      const plan = await engine.planPreview(preview.id, signal);
      everything.push(plan);
      outcome = await engine.push(plan.id, signal, (event) => everything.push(event));
      everything.push(outcome);
      if (outcome.failure) failures.push(outcome.failure);
    } else {
      if (result.kind === "failed") failures.push(result.error);
      for (const state of Object.values(sources))
        if (state.kind === "failed") failures.push(state.error);
    }
  } catch (error) {
    failures.push(toFailure(error));
  }
  await engine.close();
  return { outcome, failures, everything: [...everything, failures] };
}
