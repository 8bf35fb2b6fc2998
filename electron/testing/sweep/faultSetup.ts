import { emptyDraft } from "../../../shared/emptyDraft.ts";
import type { PushOutcome } from "../../../shared/plan.ts";
import type { Failure } from "../../../shared/errors.ts";
import { toFailure } from "../../engine/errors.ts";
import type { Network } from "../../engine/stores/registry/http/network.ts";
import { plainNetwork } from "../../engine/stores/registry/machineNetwork.ts";
import { buildAttestation, buildImage, buildIndex } from "../../engine/sample/buildImage.ts";
import { Stores } from "../../engine/stores/openStores.ts";
import { Engine } from "../../engine/engine.ts";
import { memoryPushLogs } from "../memoryPushLogs.ts";
import { shortPushDelays } from "../workbench.ts";
import { refuseWithoutSubject } from "../registry/personalities/subjectRequired.ts";
import { startRegistry, type TestRegistry } from "../registry/registry.ts";
import { seedImage } from "../registry/seedImage.ts";

/** Whether the target is a repository of the same registry or of another one. */
export type Route = "within" | "across";

const users = { ada: "hunter2-of-the-source", bob: "hunter3-of-the-target" };

/** Credentials, which only their registry may receive. */
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
  // Only the digest reveals a changed byte in this text.
  annotations: { "org.opencontainers.image.description": "much ".repeat(200) },
});
/** As in BuildKit 0.32: the attestation has its image as its subject; here it precedes the image. */
const attested = buildIndex({ entries: [buildAttestation(amd64, "referrer"), amd64] });
/** The previous content of the target's tag. */
export const old = buildImage({ platform: { os: "linux", architecture: "s390x" } });

export const sourceRepository = "acme/app";
export const targetRepository = "acme/release";
export const targetTag = "1";

/** The registries of one push. */
export interface Setup {
  /** Requires bearer tokens. */
  readonly source: TestRegistry;
  /** The source, or another registry that requires a password. */
  readonly target: TestRegistry;
  /** The target of redirects: accepts everything without credentials, and has the content of the source. */
  readonly elsewhere: TestRegistry;
  close(): Promise<void>;
}

export async function openSetup(route: Route): Promise<Setup> {
  const hooks = { checkManifest: refuseWithoutSubject };
  const source = await startRegistry({ auth: { kind: "bearer", users }, hooks });
  const target =
    route === "within" ? source : await startRegistry({ auth: { kind: "basic", users }, hooks });
  const elsewhere = await startRegistry({ validate: false });
  for (const registry of [source, elsewhere]) {
    seedImage(registry, sourceRepository, "amd64", attested);
    seedImage(registry, sourceRepository, "arm64", arm64);
    seedImage(registry, sourceRepository, "arm", arm);
  }
  if (route === "across") {
    seedImage(target, targetRepository, targetTag, old);
  }
  return {
    source,
    target,
    elsewhere,
    async close() {
      await Promise.all([...new Set([source, target, elsewhere])].map((one) => one.close()));
    },
  };
}

/** A network with short timeouts. */
const impatientNetwork: Network = {
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

/** Everything that a push or a deletion reported to the user. */
export interface FaultReport {
  readonly failures: readonly Failure[];
  /** Previews, plans, progress, outcomes and failures. */
  readonly everything: readonly unknown[];
}

export interface PushReport extends FaultReport {
  readonly outcome: PushOutcome | undefined;
}

/** Opens an engine with the logins of the registries. The caller closes it. */
export function openEngine({ source, target }: Pick<Setup, "source" | "target">): Engine {
  const stores = new Stores({
    network: impatientNetwork,
    credentials: {
      find: (domain) => {
        const accounts = new Map([
          [target.host, "bob"],
          [source.host, "ada"],
        ] as const);
        const account = accounts.get(domain);
        const found = account && {
          credential: { kind: "basic", username: account, password: users[account] } as const,
          source: "the test",
          account,
        };
        return Promise.resolve(found);
      },
    },
  });
  return new Engine(
    { stores, host: { os: "linux", architecture: "amd64" }, pushDelays: shortPushDelays },
    memoryPushLogs(),
  );
}

/** Composes an index of the three images with the attestation and pushes it, as the window does. */
export async function push(setup: Setup, signal: AbortSignal): Promise<PushReport> {
  const { source, target } = setup;
  const engine = openEngine(setup);
  const draft = {
    ...emptyDraft,
    sources: ["amd64", "arm64", "arm"].map((tag) => ({
      id: tag,
      text: `${source.host}/${sourceRepository}:${tag}`,
    })),
    // The push creates a config and a manifest.
    edits: [
      {
        digest: arm.digest,
        manifest: { platform: { variant: "v6" }, annotations: [{ key: "a", value: "1" }] },
      },
    ],
    targets: [{ id: "target", text: `${target.host}/${targetRepository}:${targetTag}` }],
  };
  const everything: unknown[] = [];
  const failures: Failure[] = [];
  let outcome: PushOutcome | undefined;
  try {
    const preview = await engine.composer.preview(draft, signal);
    everything.push(preview);
    const { result, sources } = preview;
    if (result.kind === "ready") {
      const plan = await engine.planner.planPreview(preview.id, signal);
      everything.push(plan);
      outcome = await engine.push(plan.id, { report: (event) => everything.push(event) }, signal);
      everything.push(outcome);
      if (outcome.failure) {
        failures.push(outcome.failure);
      }
    } else {
      if (result.kind === "failed") {
        failures.push(result.error);
      }
      for (const state of Object.values(sources)) {
        if (state.kind === "failed") {
          failures.push(state.error);
        }
      }
    }
  } catch (error) {
    failures.push(toFailure(error));
  }
  await engine.close();
  return { outcome, failures, everything: [...everything, failures] };
}
