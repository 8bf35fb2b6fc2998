import { randomUUID } from "node:crypto";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type {
  Plan,
  PlanDifference,
  PlannedManifest,
  RepositoryPlan,
  TagMove,
} from "../../../shared/plan.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { EngineError } from "../errors.ts";
import { isDigest } from "../oci/digest.ts";
import { parseLocation } from "../oci/location.ts";
import { describeReferrer } from "../oci/referrer.ts";
import { successors } from "../oci/successors.ts";
import type { Stores } from "../stores/openStores.ts";
import type { Store } from "../stores/store.ts";
import { refreshBlob, refreshManifest } from "./existingContent.ts";
import { decodeContent, rootContent } from "./plannedContents.ts";
import { describeManifest, hasSubject } from "./plannedManifest.ts";
import { estimateRequests } from "./planSummary.ts";
import type { PlanProgress } from "./planProgress.ts";
import { checkClobber, currentDigest } from "./planTag.ts";

interface ReopenOptions {
  readonly stores: Stores;
  readonly progress?: PlanProgress | undefined;
}

/**
 * Compares a saved or interrupted plan with the current state of its targets. Content that was pushed meanwhile is not
 * pushed again, so an interrupted push continues with what is missing. Whether a tag is unchanged is
 * checked again right before it is set, in `push/tagMove.ts`.
 *
 * @returns the plan for the current state, with its differences; a tag that moved is a difference to review
 * @throws EngineError `plan_stale` if content that the plan counts on was deleted, `tag_exists`, `input_invalid`
 */
export async function reopenPlan(
  plan: Plan,
  { stores, progress }: ReopenOptions,
  signal: AbortSignal,
): Promise<Plan> {
  checkDigests(plan);
  const content = rootContent(plan);
  for (const created of plan.created ?? []) {
    decodeContent(created);
  }
  const root = { digest: content.digest, isReferrer: describeReferrer(content) !== undefined };
  const entries = new Map(successors(content).children.map((entry) => [entry.digest, entry]));
  const refreshed = await allOrAbort(plan.repositories, signal, (part, until) => {
    const manifests = part.manifests.map((manifest) => redescribe(manifest, root.digest, entries));
    return refreshRepository({ ...part, manifests }, { root, stores, progress }, until);
  });
  return {
    ...plan,
    id: randomUUID(),
    madeAt: new Date().toISOString(),
    repositories: refreshed.map(({ part }) => part),
    differences: refreshed.flatMap(({ differences }) => differences),
  };
}

/** Checks all digests of a plan, which may come from an edited file, before they become part of a URL. */
function checkDigests({ root, created = [], repositories }: Plan): void {
  const digests = repositories.flatMap(({ blobs, manifests, tags }) => [
    ...[...blobs, ...manifests].map(({ digest }) => digest),
    ...tags.flatMap(({ before, after }) => (before === null ? [after] : [before, after])),
  ]);
  const own = [root, ...created].map(({ digest }) => digest);
  const invalid = [...own, ...digests].find((digest) => !isDigest(digest));
  if (invalid !== undefined) {
    throw editedFile(`${JSON.stringify(invalid)} is not a digest`);
  }
}

/**
 * Derives the role and the platform of a manifest from the root's bytes, not from the file. A manifest that the
 * root does not list has no known platform.
 */
function redescribe(
  manifest: PlannedManifest,
  root: string,
  entries: ReadonlyMap<string, Descriptor>,
): PlannedManifest {
  const { platform: _, ...planned } = manifest;
  if (planned.digest === root) {
    return { ...planned, role: "root" };
  }
  const entry = entries.get(planned.digest);
  if (entry) {
    return { ...planned, ...describeManifest(entry, "child", entries) };
  }
  return { ...planned, role: planned.role === "referrer" ? "referrer" : "child" };
}

interface Refreshed {
  readonly part: RepositoryPlan;
  readonly differences: readonly PlanDifference[];
}

interface RefreshContext {
  readonly root: { readonly digest: string; readonly isReferrer: boolean };
  readonly stores: Stores;
  readonly progress: PlanProgress | undefined;
}

async function refreshRepository(
  part: RepositoryPlan,
  { root, stores, progress }: RefreshContext,
  signal: AbortSignal,
): Promise<Refreshed> {
  const { repository } = part;
  const store = stores.openRepository(repository);
  progress?.onFound("manifest", part.manifests.length);
  progress?.onFound("blob", part.blobs.length);
  const [manifests, blobs, tags] = await Promise.all([
    allOrAbort(part.manifests, signal, async (manifest, until) => {
      const refreshed = await refreshManifest(manifest, store, until);
      progress?.onChecked("manifest");
      // A manifest with a subject is pushed again even if it exists: without a referrers API, the client adds it to the
      // list of referrers after pushing it (distribution-spec 1.1, "Pushing Manifests with Subject"), and the push may
      // have failed in between.
      const isReferrer = hasSubject(manifest) || (manifest.role === "root" && root.isReferrer);
      return isReferrer ? manifest : refreshed;
    }),
    allOrAbort(part.blobs, signal, async (blob, until) => {
      const refreshed = await refreshBlob(blob, store, until);
      progress?.onChecked("blob");
      return refreshed;
    }),
    allOrAbort(part.tags, signal, (move, until) => refreshTag(move, { store, stores }, until)),
  ]);
  const plan = {
    repository,
    manifests,
    blobs,
    tags: tags.filter((move) => !isOthersDigestTag(move, root.digest)),
  };
  for (const move of plan.tags) {
    checkClobber(move);
  }
  return {
    part: {
      ...plan,
      requests: store.kind === "registry" ? estimateRequests(plan) : { reads: 0, writes: 0 },
    },
    differences: [
      ...tags.flatMap((move, position) => tagDifference(part.tags[position], move)),
      ...arrivedDigests(part.manifests, manifests).map(arrivedIn(repository)),
      ...arrivedDigests(part.blobs, blobs).map(arrivedIn(repository)),
    ],
  };
}

function tagDifference(
  planned: TagMove | undefined,
  { name, before }: TagMove,
): readonly PlanDifference[] {
  const was = planned?.before ?? null;
  return was === before ? [] : [{ kind: "tag", name, was, now: before }];
}

/** The digests whose action changed: the target has them now. */
function arrivedDigests<
  T extends { readonly digest: string; readonly action: { readonly kind: string } },
>(planned: readonly T[], refreshed: readonly T[]): readonly string[] {
  return refreshed.flatMap(({ digest, action }, position) =>
    action.kind === planned[position]?.action.kind ? [] : [digest],
  );
}

function arrivedIn(repository: string): (digest: string) => PlanDifference {
  return (digest) => ({ kind: "arrived", repository, digest });
}

/** Returns the move from the tag's current digest. @throws EngineError `input_invalid` if the names do not match */
async function refreshTag(
  move: TagMove,
  { store, stores }: { readonly store: Store; readonly stores: Stores },
  signal: AbortSignal,
): Promise<TagMove> {
  const location = parseLocation(move.name);
  const { tag } = location.kind === "registry" ? location.reference : location;
  if (stores.open(location) !== store || tag !== move.tag) {
    throw editedFile(`the tag ${store.repository}:${move.tag} is named ${move.name}`);
  }
  return { ...move, before: await currentDigest(store, move.tag, signal) };
}

/** Whether a digest tag, such as `sha256-….sig`, points to other content now: it is kept, as in a new plan. */
function isOthersDigestTag({ before, after }: TagMove, root: string): boolean {
  return after !== root && before !== null && before !== after;
}

function editedFile(problem: string): EngineError {
  return new EngineError("input_invalid", `The plan is invalid: ${problem}.`, {
    hint: "The plan file was edited or is damaged. Make a new plan.",
  });
}
