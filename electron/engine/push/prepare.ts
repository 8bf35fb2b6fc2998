import { randomUUID } from "node:crypto";
import type {
  Plan,
  PlannedBlob,
  PlannedManifest,
  RepositoryPlan,
  TagMove,
} from "../../../shared/plan.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { EngineError } from "../failure.ts";
import { formatLocation, type Location } from "../oci/location.ts";
import type { Content, Store } from "../store.ts";
import type { Stores } from "../stores.ts";
import { together } from "../together.ts";
import { gather, missing, type NeededBlob, type Put } from "./gather.ts";
import { isForeign } from "./graph.ts";
import type { Subject } from "./subject.ts";

/** A blob to bring to the target. */
interface Transfer {
  readonly planned: PlannedBlob;
  readonly descriptor: Descriptor;
  readonly from: Store;
}

/** A plan with what executing it takes: the stores, and the bytes of what will be put. */
export interface Prepared {
  readonly plan: Plan;
  readonly root: Content;
  readonly repositories: readonly PreparedRepository[];
}

export interface PreparedRepository {
  readonly store: Store;
  readonly plan: RepositoryPlan;
  readonly transfers: readonly Transfer[];
  /** In the order in which they are put: children before parents, the root last. */
  readonly puts: readonly Put[];
}

/**
 * Find out what a push would have to do, repository by repository: what is there, what is missing and where
 * it comes from. Facts are gathered side by side; nothing is changed.
 *
 * @throws EngineError
 */
export async function preparePlan(
  subject: Subject,
  targets: readonly Location[],
  stores: Stores,
  signal: AbortSignal,
): Promise<Prepared> {
  const grouped = new Map<Store, Location[]>();
  for (const target of targets) {
    checkTarget(target, subject.root);
    const store = stores.open(target);
    grouped.set(store, [...(grouped.get(store) ?? []), target]);
  }
  const repositories = await together([...grouped], signal, ([store, group], until) =>
    prepareRepository(subject, store, group, until),
  );
  const { mediaType, digest, bytes } = subject.root;
  const plan: Plan = {
    id: randomUUID(),
    kind: subject.kind,
    root: { mediaType, digest, size: bytes.byteLength },
    repositories: repositories.map((repository) => repository.plan),
    command: subject.command,
  };
  return { plan, root: subject.root, repositories };
}

function checkTarget(target: Location, root: Content): void {
  const digest = target.kind === "layout" ? target.digest : target.reference.digest;
  if (digest === undefined || digest === root.digest) return;
  throw new EngineError(
    "input_invalid",
    `target ${formatLocation(target)} requested digest ${digest} but produced ${root.digest}`,
    { hint: "Leave the digest out of the target: the tag will name what the preview shows." },
  );
}

async function prepareRepository(
  subject: Subject,
  store: Store,
  targets: readonly Location[],
  signal: AbortSignal,
): Promise<PreparedRepository> {
  const { mediaType, digest, bytes } = subject.root;
  const size = bytes.byteLength;
  const [gathered, tags, rootThere] = await Promise.all([
    gather(subject, store, signal),
    together(tagsOf(targets), signal, (tag, until) => planTag(tag, subject.root, store, until)),
    store.hasManifest({ mediaType, digest, size }, signal),
  ]);
  const transfers = await together(gathered.blobs, signal, (blob, until) =>
    planBlob(blob, store, until),
  );
  const action = { kind: "put", from: subject.rootStore?.repository ?? "" } as const;
  const root: PlannedManifest = {
    digest,
    mediaType,
    size,
    role: "root",
    action: rootThere ? { kind: "exists" } : action,
  };
  const puts = gathered.puts.toSorted((a, b) => a.height - b.height);
  const last = { planned: root, content: subject.root, height: Number.POSITIVE_INFINITY };
  return {
    store,
    plan: {
      repository: store.repository,
      blobs: transfers.map(({ planned }) => planned),
      manifests: [...gathered.there, ...puts.map(({ planned }) => planned), root],
      tags,
    },
    transfers: transfers.filter(
      ({ planned }) => planned.action.kind === "copy" || planned.action.kind === "mount",
    ),
    puts: rootThere ? puts : [...puts, last],
  };
}

/** The tags to move, each once. A target that names only a digest has none: it is pushed without a tag. */
function tagsOf(targets: readonly Location[]): readonly string[] {
  const named = targets.map((target) =>
    target.kind === "layout" ? target.tag : target.reference.tag,
  );
  return [...new Set(named.filter((tag) => tag !== undefined))];
}

async function planTag(
  tag: string,
  root: Content,
  store: Store,
  signal: AbortSignal,
): Promise<TagMove> {
  const before = await currentDigest(store, tag, signal);
  return { name: `${store.repository}:${tag}`, tag, before, after: root.digest };
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
    if (error instanceof EngineError && error.code === "not_found") return null;
    throw error;
  }
}

async function planBlob(
  { blob, from }: NeededBlob,
  store: Store,
  signal: AbortSignal,
): Promise<Transfer> {
  const { digest, mediaType, size } = blob;
  const plan = (action: PlannedBlob["action"], source: Store): Transfer => ({
    planned: { digest, mediaType, size, action },
    descriptor: blob,
    from: source,
  });
  if (isForeign(blob)) return plan({ kind: "skip" }, store);
  if (await store.hasBlob(blob, signal)) return plan({ kind: "exists" }, store);
  const [source] = from;
  if (!source) throw missing(blob, from);
  return plan(
    { kind: store.mountsFrom(source) ? "mount" : "copy", from: source.repository },
    source,
  );
}
