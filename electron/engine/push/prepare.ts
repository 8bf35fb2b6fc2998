import { randomUUID } from "node:crypto";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import {
  attestationArtifactType,
  attestedDigest,
  isAttestation,
} from "../../../shared/oci/attestation.ts";
import type {
  BlobAction,
  Plan,
  PlannedBlob,
  PlannedManifest,
  RepositoryPlan,
  TagMove,
} from "../../../shared/plan.ts";
import { EngineError } from "../failure.ts";
import { formatLocation, locationRepository, type Location } from "../oci/location.ts";
import { formatPlatformAll } from "../oci/platform.ts";
import type { Content, Store } from "../store.ts";
import type { Stores } from "../stores.ts";
import { together } from "../together.ts";
import { isForeign, isManifestLike, needs, readNode, type Node } from "./graph.ts";

/** What is to be pushed, and where each piece of it is. */
export interface Subject {
  readonly kind: Plan["kind"];
  readonly root: Content;
  /** The store that holds a direct child of the root, or the root itself. */
  readonly storeOf: (digest: string) => Store | undefined;
  /** The store that the root was fetched from, where it is a copy. */
  readonly rootStore: Store | undefined;
  /** Children that were just fetched from their store, and so are known to be there. */
  readonly seen: ReadonlySet<string>;
  readonly referrers: (store: Store, digest: string) => Promise<readonly Descriptor[]>;
  readonly command: string;
}

interface Put {
  readonly planned: PlannedManifest;
  readonly content: Content;
  /** How far above the leaves: lower ranks are put first. */
  readonly rank: number;
}

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
  readonly puts: readonly Put[];
}

/** The referrers that travel with what they refer to, as buildx has it. */
const travelling = new Set([
  attestationArtifactType,
  "application/vnd.dev.cosign.artifact.sig.v1+json",
  "application/vnd.dev.sigstore.bundle.v0.3+json",
]);

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
  const grouped = new Map<string, Location[]>();
  for (const target of targets) {
    checkTarget(target, subject.root);
    const repository = locationRepository(target);
    grouped.set(repository, [...(grouped.get(repository) ?? []), target]);
  }
  const repositories = await together([...grouped.values()], signal, (group, until) =>
    prepareRepository(subject, group, stores, until),
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
  if (digest !== undefined && digest !== root.digest) {
    throw new EngineError(
      "input_invalid",
      `target ${formatLocation(target)} requested digest ${digest} but produced ${root.digest}`,
      {
        hint: "Leave the digest out of the target: the tag will name what the preview shows.",
      },
    );
  }
}

async function prepareRepository(
  subject: Subject,
  targets: readonly Location[],
  stores: Stores,
  signal: AbortSignal,
): Promise<PreparedRepository> {
  const [first] = targets;
  if (!first) throw new EngineError("internal", "a repository without a target");
  const store = stores.open(first);
  const [gathered, tags, rootThere] = await Promise.all([
    gather(subject, store, signal),
    Promise.all(targets.map((target) => planTag(target, subject.root, store, signal))),
    hasRoot(subject, store, signal),
  ]);
  const transfers = await Promise.all(
    [...gathered.blobs.values()].map(({ blob, from }) => planBlob(blob, from, store, signal)),
  );
  const { mediaType, digest, bytes } = subject.root;
  const root: PlannedManifest = {
    digest,
    mediaType,
    size: bytes.byteLength,
    role: "root",
    action: rootThere
      ? { kind: "exists" }
      : { kind: "put", from: subject.rootStore?.repository ?? "" },
  };
  const puts = gathered.puts.toSorted((a, b) => a.rank - b.rank);
  const plan: RepositoryPlan = {
    repository: store.repository,
    blobs: transfers.map(({ planned }) => planned),
    manifests: [...gathered.there, ...puts.map(({ planned }) => planned), root],
    tags: unmoved(tags),
  };
  return {
    store,
    plan,
    transfers: transfers.filter(
      ({ planned: { action } }) => action.kind === "copy" || action.kind === "mount",
    ),
    puts: rootThere
      ? puts
      : [...puts, { planned: root, content: subject.root, rank: Number.MAX_SAFE_INTEGER }],
  };
}

/** One move a tag, however often it was named. */
function unmoved(tags: readonly TagMove[]): readonly TagMove[] {
  return [...new Map(tags.map((move) => [move.name, move])).values()];
}

async function hasRoot(subject: Subject, store: Store, signal: AbortSignal): Promise<boolean> {
  const { mediaType, digest, bytes } = subject.root;
  if (subject.rootStore === store) return true;
  return await store.hasManifest({ mediaType, digest, size: bytes.byteLength }, signal);
}

async function planTag(
  target: Location,
  root: Content,
  store: Store,
  signal: AbortSignal,
): Promise<TagMove> {
  const tag = (target.kind === "layout" ? target.tag : target.reference.tag) ?? "latest";
  return {
    name: `${store.repository}:${tag}`,
    tag,
    before: await currentDigest(store, tag, signal),
    after: root.digest,
  };
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

interface Gathered {
  readonly there: PlannedManifest[];
  readonly puts: Put[];
  readonly blobs: Map<string, { readonly blob: Descriptor; readonly from: Store }>;
}

/** Walk down from the root as far as the target lacks things. */
async function gather(subject: Subject, store: Store, signal: AbortSignal): Promise<Gathered> {
  const gathered: Gathered = { there: [], puts: [], blobs: new Map() };
  const visited = new Set<string>();
  const root = needs(subject.root);
  for (const blob of root.blobs) {
    const from = subject.rootStore;
    if (from && from !== store) gathered.blobs.set(blob.digest, { blob, from });
  }

  const visit = async (
    descriptor: Descriptor,
    from: Store,
    depth: number,
    role: "child" | "referrer",
  ): Promise<void> => {
    if (visited.has(descriptor.digest)) return;
    visited.add(descriptor.digest);
    const image = isAttestation(descriptor)
      ? root.children.find(({ digest }) => digest === attestedDigest(descriptor))
      : descriptor;
    const planned = {
      digest: descriptor.digest,
      mediaType: descriptor.mediaType,
      size: descriptor.size,
      role: image === descriptor ? role : ("attestation" as const),
      ...(image?.platform ? { platform: formatPlatformAll(image.platform) } : {}),
    };
    if (!isManifestLike(descriptor)) {
      if (from !== store) gathered.blobs.set(descriptor.digest, { blob: descriptor, from });
      return;
    }
    const there =
      (from === store && subject.seen.has(descriptor.digest)) ||
      (await store.hasManifest(descriptor, signal));
    if (there) gathered.there.push({ ...planned, action: { kind: "exists" } });
    if (from === store && !there) throw missing(descriptor, store);
    // A registry takes no manifest without its blobs, so what it has is whole; a folder promises nothing.
    if (from === store || (there && store.kind === "registry")) return;
    const node: Node = await readNode(descriptor, from, depth, signal);
    for (const blob of node.blobs) gathered.blobs.set(blob.digest, { blob, from });
    if (!there) {
      // Children go before parents, and what refers to something after it.
      const rank = role === "referrer" ? 1000 + depth : 100 - depth;
      const action = { kind: "put", from: from.repository } as const;
      gathered.puts.push({ planned: { ...planned, action }, content: node.content, rank });
    }
    const [referrers] = await Promise.all([
      subject.referrers(from, descriptor.digest),
      ...node.children.map((child) => visit(child, from, depth + 1, "child")),
    ]);
    const followers = referrers.filter(({ artifactType }) => travelling.has(artifactType ?? ""));
    await Promise.all(followers.map((referrer) => visit(referrer, from, depth + 1, "referrer")));
  };

  await Promise.all(
    root.children.map(async (child) => {
      const from = subject.storeOf(child.digest);
      if (!from)
        throw new EngineError("internal", `internal error: no source found for ${child.digest}`);
      await visit(child, from, 1, "child");
    }),
  );
  return gathered;
}

function missing(descriptor: Descriptor, store: Store): EngineError {
  return new EngineError(
    "not_found",
    `${store.repository}@${descriptor.digest}: not found, though an index there names it.`,
    {
      hint: "The content behind this entry was deleted. Leave the entry out by its platform, or push it again first.",
    },
  );
}

async function planBlob(
  blob: Descriptor,
  from: Store,
  store: Store,
  signal: AbortSignal,
): Promise<Transfer> {
  const { digest, mediaType, size } = blob;
  const action = await decide(blob, from, store, signal);
  return { planned: { digest, mediaType, size, action }, descriptor: blob, from };
}

async function decide(
  blob: Descriptor,
  from: Store,
  store: Store,
  signal: AbortSignal,
): Promise<BlobAction> {
  if (isForeign(blob)) return { kind: "skip" };
  if (await store.hasBlob(blob, signal)) return { kind: "exists" };
  return { kind: store.mountsFrom(from) ? "mount" : "copy", from: from.repository };
}
