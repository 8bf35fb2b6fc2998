import { randomUUID } from "node:crypto";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Plan, PlannedBlob, PlanRoot, RepositoryPlan } from "../../../shared/plan.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import type { EngineContext } from "../context.ts";
import { EngineError } from "../errors.ts";
import type { Content } from "../oci/content.ts";
import { formatLocation, type Location } from "../oci/location.ts";
import { isForeign } from "../oci/successors.ts";
import { checkArchiveTarget } from "../stores/archive/checkArchiveTarget.ts";
import type { ReferrersCache } from "../stores/referrersCache.ts";
import type { Store } from "../stores/store.ts";
import { gatherContent } from "./gather.ts";
import { missingContentError } from "./missingContentError.ts";
import { estimateRequests } from "./planSummary.ts";
import type { PlanProgress } from "./planProgress.ts";
import { planDigestTag, planTag, tagsOf, type Target } from "./planTag.ts";
import type { PushSource } from "./pushSource.ts";
import { shareBlobs } from "./shareBlobs.ts";
import type { RequiredContent } from "./visited.ts";

interface PlanInput {
  readonly source: PushSource;
  readonly targets: readonly Target[];
  readonly progress?: PlanProgress | undefined;
}

/**
 * Plans a push to targets: for each repository, what exists, what is missing and where to copy it from. Repositories are
 * read in parallel; nothing is changed.
 *
 * @throws EngineError `not_found` if neither the target nor a source has some content, `tag_exists`
 */
export async function preparePlan(
  { source, targets, progress }: PlanInput,
  { stores, referrers }: Pick<EngineContext, "stores" | "referrers">,
  signal: AbortSignal,
): Promise<Plan> {
  for (const { location } of targets) {
    checkTarget(location, source);
  }
  const grouped = Map.groupBy(targets, ({ location }) => stores.open(location));
  const parts = await allOrAbort([...grouped], signal, async ([store, group], until) => ({
    store,
    plan: await planRepository(source, { store, targets: group, referrers, progress }, until),
  }));
  const repositories = shareBlobs(parts);
  const planned = new Set(
    repositories.flatMap(({ manifests, blobs }) =>
      [...manifests, ...blobs].map(({ digest }) => digest),
    ),
  );
  const created = [...source.created.values()].flatMap((content) =>
    content.digest !== source.root.digest && planned.has(content.digest)
      ? [planContent(content)]
      : [],
  );
  return {
    version: created.length > 0 || source.kind === "repair" ? 2 : 1,
    id: randomUUID(),
    kind: source.kind,
    madeAt: new Date().toISOString(),
    root: planContent(source.root),
    ...(created.length > 0 ? { created } : {}),
    repositories,
    command: source.command,
  };
}

/** Content with its bytes, as a plan has it. */
function planContent({ mediaType, digest, bytes }: Content): PlanRoot {
  const data = Buffer.from(bytes).toString("base64");
  return { mediaType, digest, size: bytes.byteLength, data };
}

function checkTarget(target: Location, { root }: PushSource): void {
  const { digest } = target.kind === "registry" ? target.reference : target;
  if (target.kind === "archive") {
    checkArchiveTarget(target);
  }
  if (digest === undefined || digest === root.digest) {
    return;
  }
  throw new EngineError(
    "input_invalid",
    `target ${formatLocation(target)} requested digest ${digest} but produced ${root.digest}`,
    { hint: "Remove the digest from the target: the tag will point to what the preview shows." },
  );
}

/** One repository and the targets in it. */
interface RepositoryTarget {
  readonly store: Store;
  readonly targets: readonly Target[];
  readonly referrers: ReferrersCache;
  readonly progress: PlanProgress | undefined;
}

async function planRepository(
  source: PushSource,
  { store, targets, referrers, progress }: RepositoryTarget,
  signal: AbortSignal,
): Promise<RepositoryPlan> {
  const { digest } = source.root;
  const [gathered, tags] = await Promise.all([
    gatherContent({ source, target: store, referrers, progress }, signal),
    allOrAbort(tagsOf(targets), signal, ([tag, target], until) =>
      planTag({ tag, after: digest, target }, store, until),
    ),
  ]);
  progress?.onFound("blob", gathered.blobs.length);
  const [blobs, digestTags] = await Promise.all([
    allOrAbort(gathered.blobs, signal, async (blob, until) => {
      const isCreated = source.created.has(blob.descriptor.digest);
      const isRepair = source.kind === "repair";
      const planned = await planBlob({ ...blob, isCreated, isRepair }, store, until);
      progress?.onChecked("blob");
      return planned;
    }),
    allOrAbort(gathered.digestTags, signal, (digestTag, until) =>
      planDigestTag(digestTag, store, until),
    ),
  ]);
  const lost = gathered.blobs.filter((_, position) => blobs[position] === undefined);
  if (gathered.missing.length + lost.length > 0) {
    throw missingContentError([...gathered.missing, ...lost]);
  }
  // A manifest that a tag of the repository points to exists there.
  const rootExists = tags.some(({ before }) => before === digest);
  const plan = {
    repository: store.repository,
    blobs: blobs.flatMap((blob) => blob ?? []),
    manifests: gathered.manifests.map((manifest) =>
      rootExists && manifest.role === "root"
        ? { ...manifest, action: { kind: "exists" } as const }
        : manifest,
    ),
    // Signatures are tagged before the content that they sign.
    tags: [...digestTags.flat(), ...tags],
  };
  const requests = store.kind === "registry" ? estimateRequests(plan) : { reads: 0, writes: 0 };
  return { ...plan, requests };
}

interface BlobToPlan extends RequiredContent {
  readonly isCreated: boolean;
  readonly isRepair: boolean;
}

/** @returns undefined if neither the target nor a source has the blob */
async function planBlob(
  { descriptor, from, isCreated, isRepair }: BlobToPlan,
  store: Store,
  signal: AbortSignal,
): Promise<PlannedBlob | undefined> {
  const { digest, mediaType, size } = descriptor;
  const plan = (action: PlannedBlob["action"]): PlannedBlob => ({
    digest,
    mediaType,
    size,
    action,
  });
  if (isForeign(descriptor)) {
    return plan({ kind: "skip" });
  }
  if (isCreated) {
    return plan({ kind: (await store.hasBlob(descriptor, signal)) ? "exists" : "create" });
  }
  // A mount takes one request, as many as checking whether the blob exists; but a repair shows what is missing.
  const isAsked = isRepair || from[0] === undefined || !store.canMountFrom(from[0]);
  if (isAsked && (await store.hasBlob(descriptor, signal))) {
    return plan({ kind: "exists" });
  }
  const source = isRepair ? await findHolder(descriptor, from, signal) : from[0];
  const canMount = source !== undefined && store.canMountFrom(source);
  return source && plan({ kind: canMount ? "mount" : "copy", from: source.repository });
}

/** The first store that has a blob: each place of a repair may have another part. */
async function findHolder(
  blob: Descriptor,
  stores: readonly Store[],
  signal: AbortSignal,
): Promise<Store | undefined> {
  for (const store of stores) {
    if (await store.hasBlob(blob, signal)) {
      return store;
    }
  }
  return undefined;
}
