import tls from "node:tls";
import type { Draft } from "../../../shared/draft.ts";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import type { PushOutcome } from "../../../shared/plan.ts";
import { Journal } from "../../engine/journal/journal.ts";
import { buildImage, type BuiltImage } from "../../engine/sample/buildImage.ts";
import type { Network } from "../../engine/stores/registry/http/network.ts";
import { plainNetwork } from "../../engine/stores/registry/machineNetwork.ts";
import { Stores } from "../../engine/stores/openStores.ts";
import { Engine } from "../../engine/engine.ts";

/** The user of the registries. The journal must not contain the password. */
export const account = { username: "ada", password: "hunter2-of-the-registry" };

export const sourceRepository = "acme/app";
export const targetRepository = "acme/release";
/** The tags that the push sets. The first exists before, the second does not. */
export const targetTags = ["1", "1.4"] as const;
/** The tags of the images in the index. */
export const sourceTags = ["amd64", "arm64", "arm"] as const;

/** The push creates a config and a manifest from this image. */
export const editedImage: BuiltImage = buildImage({
  platform: { os: "linux", architecture: "arm", variant: "v7" },
});

/** The registries and the journal of a push. */
export interface PushPlaces {
  /** Hosts with ports, as in references. */
  readonly source: string;
  readonly target: string;
  /** The folder of the journal. */
  readonly folder: string;
}

const network: Network = {
  ...plainNetwork,
  trust: () => Promise.resolve({ certificates: tls.rootCertificates.slice(0, 1), problems: [] }),
};

/** Opens the engine and the journal as the app does. */
export function openEngine({ folder }: PushPlaces): {
  readonly engine: Engine;
  readonly journal: Journal;
} {
  const journal = new Journal(folder);
  const found = {
    credential: { kind: "basic", ...account },
    source: "the test",
    account: account.username,
  } as const;
  const stores = new Stores({ network, credentials: { find: () => Promise.resolve(found) } });
  const host = { os: "linux", architecture: "amd64" };
  return { engine: new Engine({ stores, host }, journal), journal };
}

function draftOf({ source, target }: PushPlaces): Draft {
  return {
    ...emptyDraft,
    sources: sourceTags.map((tag) => ({ id: tag, text: `${source}/${sourceRepository}:${tag}` })),
    annotations: [
      { id: "a", scope: { kind: "index" }, key: "org.opencontainers.image.version", value: "1.4" },
    ],
    edits: [
      {
        digest: editedImage.digest,
        manifest: { platform: { variant: "v6" }, annotations: [{ key: "a", value: "1" }] },
      },
    ],
    targets: targetTags.map((tag) => ({ id: tag, text: `${target}/${targetRepository}:${tag}` })),
  };
}

/** Composes the index and pushes it, as the window does. */
export async function pushDraft(engine: Engine, places: PushPlaces): Promise<PushOutcome> {
  const draft = draftOf(places);
  const { signal } = new AbortController();
  const { id, result, sources } = await engine.composer.preview(draft, signal);
  if (result.kind !== "ready") {
    throw new Error(JSON.stringify({ result, sources }));
  }
  const plan = await engine.planner.planPreview(id, signal);
  return await engine.push(plan.id, { report: () => {} }, signal);
}

/** Resumes an interrupted push, as the window does. */
export async function resumePush(engine: Engine, journalId: string): Promise<PushOutcome> {
  const { signal } = new AbortController();
  const plan = await engine.planner.planResume(journalId, signal);
  return await engine.push(plan.id, { report: () => {} }, signal);
}
