import { randomUUID } from "node:crypto";
import type {
  Plan,
  PlanDifference,
  PlannedBlob,
  PlannedManifest,
  RepositoryPlan,
  TagMove,
} from "../../../shared/plan.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { EngineError } from "../errors.ts";
import { parseLocation } from "../oci/location.ts";
import { isDigest } from "../oci/digest.ts";
import { describeReferrer } from "../oci/referrer.ts";
import type { Store } from "../stores/store.ts";
import type { Stores } from "../stores/openStores.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { describeManifest, hasSubject } from "./plannedManifest.ts";
import { successors } from "../oci/successors.ts";
import { rootContent } from "./plannedContents.ts";
import { checkClobber, currentDigest } from "./planTag.ts";
import { estimateRequests } from "./planSummary.ts";
import { checkManifest } from "./checkManifest.ts";

/**
 * Look again at everything that a plan relies on. What has arrived meanwhile is not brought twice, so a push
 * that broke off goes on with what is missing.
 *
 * @returns the same plan as things are now, with what is different; a tag that moved is a difference to be
 * shown before it is moved from there
 * @throws EngineError `plan_stale` where something is gone that was there
 */
export async function reopenPlan(plan: Plan, stores: Stores, signal: AbortSignal): Promise<Plan> {
  checkDigests(plan);
  const root = rootContent(plan);
  const refers = describeReferrer(root) !== undefined;
  const entries = new Map(successors(root).children.map((entry) => [entry.digest, entry]));
  const parts = plan.repositories.map((part) => ({
    ...part,
    manifests: part.manifests.map((manifest) => redescribe(manifest, root.digest, entries)),
  }));
  const checked = await allOrAbort(parts, signal, (part, until) =>
    recheckRepository(part, { digest: root.digest, refers }, stores, until),
  );
  return {
    ...plan,
    id: randomUUID(),
    madeAt: new Date().toISOString(),
    repositories: checked.map(({ part }) => part),
    differences: checked.flatMap(({ differences }) => differences),
  };
}

/** A plan may come from a file: no digest in it becomes part of an address unseen. */
function checkDigests({ root, repositories }: Plan): void {
  const digests = repositories.flatMap(({ blobs, manifests, tags }) => [
    ...[...blobs, ...manifests].map(({ digest }) => digest),
    ...tags.flatMap(({ before, after }) => (before === null ? [after] : [before, after])),
  ]);
  const wrong = [root.digest, ...digests].find((digest) => !isDigest(digest));
  if (wrong === undefined) return;
  throw new EngineError("input_invalid", `${JSON.stringify(wrong)} in the plan is no digest.`, {
    hint: "The plan's file was changed by hand or is damaged. Make the plan anew.",
  });
}

/**
 * What a plan says of a manifest, from the root's bytes, whatever a file says: what the root does not list has no
 * platform that could be told without reading more.
 */
function redescribe(
  manifest: PlannedManifest,
  root: string,
  entries: ReadonlyMap<string, Descriptor>,
): PlannedManifest {
  const { platform: _, ...planned } = manifest;
  if (planned.digest === root) return { ...planned, role: "root" };
  const entry = entries.get(planned.digest);
  if (entry) return { ...planned, ...describeManifest(entry, "child", entries) };
  return { ...planned, role: planned.role === "referrer" ? "referrer" : "child" };
}

interface Checked {
  readonly part: RepositoryPlan;
  readonly differences: readonly PlanDifference[];
}

async function recheckRepository(
  part: RepositoryPlan,
  root: { readonly digest: string; readonly refers: boolean },
  stores: Stores,
  signal: AbortSignal,
): Promise<Checked> {
  const store = stores.openRepository(part.repository);
  const [manifests, blobs, tags] = await Promise.all([
    allOrAbort(part.manifests, signal, async (manifest, until) => {
      const now = await recheckManifest(manifest, store, until);
      // What arrived and refers to something is put again: where the registry keeps no list of referrers, a client
      // enters it into one after it put it (distribution-spec 1.1, "Pushing Manifests with Subject"), and that may
      // have been cut off.
      const refers = hasSubject(manifest) || (manifest.role === "root" && root.refers);
      return refers ? manifest : now;
    }),
    allOrAbort(part.blobs, signal, (blob, until) => recheckBlob(blob, store, until)),
    allOrAbort(part.tags, signal, (move, until) => recheckTag(move, store, stores, until)),
  ]);
  const arrived = [
    ...manifests.filter(({ action }, at) => action !== part.manifests[at]?.action),
    ...blobs.filter(({ action }, at) => action !== part.blobs[at]?.action),
  ];
  const plan = {
    repository: part.repository,
    manifests,
    blobs,
    tags: tags.filter((move) => !isTaken(move, root.digest)),
  };
  return {
    part: {
      ...plan,
      requests: store.kind === "registry" ? estimateRequests(plan) : { reads: 0, writes: 0 },
    },
    differences: [
      ...tags.flatMap(({ name, before }, at): PlanDifference[] => {
        const was = part.tags[at]?.before ?? null;
        return was === before ? [] : [{ kind: "tag", name, was, now: before }];
      }),
      ...arrived.map(
        ({ digest }) => ({ kind: "arrived", repository: part.repository, digest }) as const,
      ),
    ],
  };
}

/**
 * Make sure that what a plan counts on is still there, and need not be brought.
 * @throws EngineError `plan_stale`
 */
export async function checkExistingContent(
  part: RepositoryPlan,
  store: Store,
  signal: AbortSignal,
): Promise<void> {
  const counted = <T extends PlannedBlob | PlannedManifest>(pieces: readonly T[]): readonly T[] =>
    pieces.filter(({ action }) => action.kind === "exists");
  await allOrAbort(
    [
      () =>
        allOrAbort(counted(part.manifests), signal, (it, until) =>
          recheckManifest(it, store, until),
        ),
      () => allOrAbort(counted(part.blobs), signal, (it, until) => recheckBlob(it, store, until)),
    ],
    signal,
    async (check) => void (await check()),
  );
}

async function recheckManifest(
  manifest: PlannedManifest,
  store: Store,
  signal: AbortSignal,
): Promise<PlannedManifest> {
  const { mediaType, digest, size } = manifest;
  const sought = await checkManifest(store, { mediaType, digest, size }, signal);
  if (manifest.action.kind === "exists") {
    if (sought.kind === "forbidden") throw sought.refusal;
    if (sought.kind === "absent") throw stale(manifest.digest, store);
  }
  if (sought.kind !== "exists" || manifest.action.kind === "exists") return manifest;
  return { ...manifest, action: { kind: "exists" } };
}

async function recheckBlob(
  blob: PlannedBlob,
  store: Store,
  signal: AbortSignal,
): Promise<PlannedBlob> {
  // A mount does nothing where the blob is there.
  if (blob.action.kind === "skip" || blob.action.kind === "mount") return blob;
  const there = await store.hasBlob(blob, signal);
  if (blob.action.kind === "exists" && !there) throw stale(blob.digest, store);
  return there && blob.action.kind === "copy" ? { ...blob, action: { kind: "exists" } } : blob;
}

async function recheckTag(
  move: TagMove,
  store: Store,
  stores: Stores,
  signal: AbortSignal,
): Promise<TagMove> {
  const location = parseLocation(move.name);
  const { tag } = location.kind === "registry" ? location.reference : location;
  if (stores.open(location) !== store || tag !== move.tag) {
    throw new EngineError(
      "input_invalid",
      `The plan calls ${store.repository}:${move.tag} ${move.name}.`,
      {
        hint: "The plan's file was changed by hand or is damaged. Make the plan anew.",
      },
    );
  }
  const before = await currentDigest(store, move.tag, signal);
  return { ...move, before };
}

/**
 * Whether a tag that goes along with the root, such as `sha256-….sig`, is somebody else's by now: as in a new plan,
 * it stays theirs.
 * @throws EngineError `tag_exists` where one that is to name the root must not be overwritten
 */
function isTaken(move: TagMove, root: string): boolean {
  if (move.after !== root && move.before !== null && move.before !== move.after) return true;
  checkClobber(move);
  return false;
}

function stale(digest: string, store: Store): EngineError {
  return new EngineError(
    "plan_stale",
    `${store.repository}@${digest} was there when the plan was made, and is gone now.`,
    { hint: "Somebody deleted it. Make the plan anew from its sources." },
  );
}
