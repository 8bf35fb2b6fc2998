import { randomUUID } from "node:crypto";
import type { Plan, PlannedBlob, RepositoryPlan, TagMove } from "../../../shared/plan.ts";
import { EngineError, isNotFound } from "../errors.ts";
import { checkArchiveTarget } from "../stores/archive/checkArchiveTarget.ts";
import type { EngineContext } from "../context.ts";
import type { ReferrersCache } from "../stores/referrersCache.ts";
import { formatLocation, type Location, parseRepository } from "../oci/location.ts";
import type { Store } from "../stores/store.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import type { DigestTag } from "./referrersToCopy.ts";
import { gather, type RequiredBlob } from "./gather.ts";
import { isForeign } from "../oci/successors.ts";
import { missingContentError } from "./missingContent.ts";
import { estimateRequests } from "./planSummary.ts";
import { shareBlobs } from "./shareBlobs.ts";
import type { PushSource } from "./pushSource.ts";

/** Where a push goes. */
export interface Target {
  readonly location: Location;
  /** Refuse where the tag names something else already. */
  readonly noClobber: boolean;
  /** What the tag was seen to name a moment ago: its digest, null for no such tag; else it is asked. */
  readonly seen?: string | null;
}

/**
 * Find out what a push would have to do, repository by repository: what is there, what is missing and where
 * it comes from. Facts are gathered side by side; nothing is changed.
 *
 * @throws EngineError `not_found` where neither the target nor any source has something, `tag_exists`
 */
export async function preparePlan(
  source: PushSource,
  targets: readonly Target[],
  { stores, referrers }: Pick<EngineContext, "stores" | "referrers">,
  signal: AbortSignal,
): Promise<Plan> {
  const grouped = new Map<Store, Target[]>();
  for (const target of targets) {
    checkTarget(target.location, source);
    const store = stores.open(target.location);
    grouped.set(store, [...(grouped.get(store) ?? []), target]);
  }
  const parts = await allOrAbort([...grouped], signal, async ([store, group], until) => ({
    store,
    plan: await prepareRepository(source, store, group, referrers, until),
  }));
  const { mediaType, digest, bytes } = source.root;
  return {
    version: 1,
    id: randomUUID(),
    kind: source.kind,
    madeAt: new Date().toISOString(),
    root: {
      mediaType,
      digest,
      size: bytes.byteLength,
      data: Buffer.from(bytes).toString("base64"),
    },
    repositories: shareBlobs(parts),
    command: source.command,
  };
}

function checkTarget(target: Location, { root }: PushSource): void {
  const { digest } = target.kind === "registry" ? target.reference : target;
  if (target.kind === "archive") checkArchiveTarget(target);
  if (digest === undefined || digest === root.digest) return;
  throw new EngineError(
    "input_invalid",
    `target ${formatLocation(target)} requested digest ${digest} but produced ${root.digest}`,
    { hint: "Leave the digest out of the target: the tag will name what the preview shows." },
  );
}

async function prepareRepository(
  source: PushSource,
  store: Store,
  targets: readonly Target[],
  referrers: ReferrersCache,
  signal: AbortSignal,
): Promise<RepositoryPlan> {
  const [gathered, tags] = await Promise.all([
    gather(source, store, referrers, signal),
    allOrAbort(tagsOf(targets), signal, ([tag, target], until) =>
      planTag(tag, source.root.digest, target, store, until),
    ),
  ]);
  const [blobs, digestTags] = await Promise.all([
    allOrAbort(gathered.blobs, signal, (blob, until) => planBlob(blob, store, until)),
    allOrAbort(gathered.digestTags, signal, (digestTag, until) =>
      planDigestTag(digestTag, store, until),
    ),
  ]);
  const lost = gathered.blobs.filter((_, position) => blobs[position] === undefined);
  if (gathered.missing.length + lost.length > 0) {
    throw missingContentError([...gathered.missing, ...lost]);
  }
  // What a tag of the repository names is there, whether it was asked for or not.
  const known = tags.some(({ before }) => before === source.root.digest);
  const plan = {
    repository: store.repository,
    blobs: blobs.flatMap((blob) => blob ?? []),
    manifests: gathered.manifests.map((manifest) =>
      known && manifest.role === "root"
        ? { ...manifest, action: { kind: "exists" } as const }
        : manifest,
    ),
    // Signatures stand before what they sign is released.
    tags: [...digestTags.flat(), ...tags],
  };
  const requests = store.kind === "registry" ? estimateRequests(plan) : { reads: 0, writes: 0 };
  return { ...plan, requests };
}

/** The tags to move, each once. A target that names only a digest has none: it is pushed without a tag. */
function tagsOf(targets: readonly Target[]): readonly (readonly [string, Target])[] {
  const named = new Map<string, Target>();
  for (const target of targets) {
    const { location, noClobber } = target;
    const { tag } = location.kind === "registry" ? location.reference : location;
    if (tag === undefined) continue;
    named.set(tag, { ...target, noClobber: noClobber || (named.get(tag)?.noClobber ?? false) });
  }
  return [...named];
}

async function planTag(
  tag: string,
  after: string,
  { noClobber, seen }: Target,
  store: Store,
  signal: AbortSignal,
): Promise<TagMove> {
  const before = seen === undefined ? await currentDigest(store, tag, signal) : seen;
  const move = { name: tagName(store, tag), tag, before, after, noClobber };
  checkClobber(move);
  return move;
}

/** A tag as a location that reads back as just that. */
function tagName({ repository }: Store, tag: string): string {
  const place = parseRepository(repository);
  return formatLocation(
    place.kind === "registry"
      ? { kind: "registry", reference: { ...place.reference, tag } }
      : { ...place, tag },
  );
}

/** @throws EngineError `tag_exists` where a tag that must not be overwritten names something else */
export function checkClobber({ name, before, after, noClobber }: TagMove): void {
  if (!noClobber || before === null || before === after) return;
  throw new EngineError("tag_exists", `${name} exists: it names ${before}.`, {
    hint: "This target is never overwritten. Choose another tag, or allow it to be overwritten.",
  });
}

/** A digest tag that the target has already is its own business: signatures there may be others. */
async function planDigestTag(
  { tag, content }: DigestTag,
  store: Store,
  signal: AbortSignal,
): Promise<readonly TagMove[]> {
  const before = await currentDigest(store, tag, signal);
  if (before !== null) return [];
  const name = tagName(store, tag);
  return [{ name, tag, before, after: content.digest, noClobber: true }];
}

/** The digest that a tag names now, or null where there is no such tag. */
export async function currentDigest(
  store: Store,
  tag: string,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    return (await store.resolve({ tag }, signal)).digest;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** @returns undefined where nobody has the blob */
async function planBlob(
  { blob, from }: RequiredBlob,
  store: Store,
  signal: AbortSignal,
): Promise<PlannedBlob | undefined> {
  const { digest, mediaType, size } = blob;
  const plan = (action: PlannedBlob["action"]): PlannedBlob => ({
    digest,
    mediaType,
    size,
    action,
  });
  if (isForeign(blob)) return plan({ kind: "skip" });
  const [source] = from;
  // A mount costs the registry no more than the question whether the blob is there.
  if (source && store.canMountFrom(source)) return plan({ kind: "mount", from: source.repository });
  if (await store.hasBlob(blob, signal)) return plan({ kind: "exists" });
  return source && plan({ kind: "copy", from: source.repository });
}
