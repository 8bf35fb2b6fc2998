import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import type { Content } from "../oci/content.ts";
import { isManifestLike, successors, type Successors } from "../oci/successors.ts";
import type { ReferrersCache } from "../stores/referrersCache.ts";
import type { Store } from "../stores/store.ts";
import type { ManifestPresence } from "./checkManifest.ts";
import { describeManifest, displayName } from "./plannedManifest.ts";
import type { PlanProgress } from "./planProgress.ts";
import type { PushSource } from "./pushSource.ts";
import { type Node, readFirst } from "./readNode.ts";
import { listedReferrers, ReferrersToCopy } from "./referrersToCopy.ts";
import { TargetContent } from "./targetContent.ts";
import {
  digestsBelow,
  isInTarget,
  type RequiredContent,
  type Visit,
  type Visited,
  type VisitedDigest,
} from "./visited.ts";
import { WalkLimits } from "./walkLimits.ts";

/** Where the walk starts, and for which target. */
export interface WalkOptions {
  readonly source: PushSource;
  readonly target: Store;
  readonly referrers: ReferrersCache;
  readonly progress?: PlanProgress | undefined;
  /** The most bytes of manifests to read. */
  readonly maxManifestBytes?: number;
}

/** Why and from where a digest is visited. */
interface VisitOptions {
  readonly from: readonly Store[];
  /** Manifests above it. */
  readonly depth: number;
  readonly role: "child" | "referrer";
  /** A referrer found in a list: the list may be outdated, so the referrer may be missing. */
  readonly isOptional?: boolean;
  /** A referrer that the target does not list: pushed even if the target has it. */
  readonly isUnlisted?: boolean;
}

/** A manifest whose referrers are still to be visited. */
interface PendingReferrers {
  readonly digest: string;
  readonly from: Store;
  readonly depth: number;
}

/** A manifest for which the target was asked. */
interface CheckedManifest {
  readonly descriptor: Descriptor;
  readonly options: VisitOptions;
  /** The result of an earlier visit. */
  readonly previous: Visit | undefined;
  /** The stores other than the target, in order of preference. */
  readonly sources: readonly Store[];
  readonly planned: ReturnType<typeof describeManifest>;
  readonly presence: ManifestPresence;
}

type CreatedManifest = Pick<CheckedManifest, "descriptor" | "options" | "sources" | "planned">;

/**
 * Walks from the root down through everything that the target may lack, and along to referrers.
 *
 * A registry accepts an image only with its blobs, so an image that a registry has is complete and not read. An index
 * is read, since its children may have been deleted later, and so is all content of layouts and archives.
 */
export class ContentWalk {
  readonly visited: Visited = new Map();
  readonly blobs = new Map<string, RequiredContent>();
  readonly referrers: ReferrersToCopy;
  readonly #source: PushSource;
  readonly #target: Store;
  readonly #targetContent: TargetContent;
  readonly #signal: AbortSignal;
  readonly #limits: WalkLimits;
  readonly #progress: PlanProgress | undefined;
  readonly #root: Successors;
  /** The root's entries by digest. */
  readonly #entries: ReadonlyMap<string, Descriptor>;
  #pending: PendingReferrers[] = [];

  constructor(options: WalkOptions, signal: AbortSignal) {
    const { source, target, referrers, progress, maxManifestBytes } = options;
    this.#progress = progress;
    this.#source = source;
    this.#target = target;
    this.#signal = signal;
    this.#limits = new WalkLimits(source.root.digest, maxManifestBytes);
    this.referrers = new ReferrersToCopy(source.copyReferrers, referrers, signal);
    this.#root = successors(source.root);
    this.#targetContent = new TargetContent({ target, source, root: this.#root }, signal);
    this.#entries = new Map(this.#root.children.map((entry) => [entry.digest, entry]));
  }

  /** Visits everything, once. @throws EngineError `too_large`, and what the stores throw */
  async run(): Promise<void> {
    const { kind, root, rootStore, storesOf } = this.#source;
    // A referrer of the root may also list the root.
    const visitedRoot: VisitedDigest = { visit: { kind: "visiting" }, done: Promise.resolve() };
    this.visited.set(root.digest, visitedRoot);
    const [exists] = await Promise.all([
      this.#targetContent.hasRoot(),
      allOrAbort([...this.#entries.values()], this.#signal, (entry) =>
        this.#visit(entry, { from: storesOf(entry.digest), depth: 1, role: "child" }),
      ),
    ]);
    if (!exists || !this.#targetContent.isComplete(root.mediaType)) {
      for (const blob of this.#root.blobs) {
        // What a repair looks for is not in the store of the root.
        this.#require(blob, rootStore && kind !== "repair" ? [rootStore] : storesOf(root.digest));
      }
    }
    if (rootStore) {
      this.#pending.push({ digest: root.digest, from: rootStore, depth: 1 });
    }
    await this.#visitCreatedReferrers();
    await this.#visitReferrers();
    visitedRoot.visit = this.#rootVisit(exists);
  }

  #rootVisit(exists: boolean): Visit {
    const { root, rootStore } = this.#source;
    const { mediaType, digest, bytes } = root;
    const push = rootStore
      ? ({ kind: "put", from: rootStore.repository } as const)
      : ({ kind: "build" } as const);
    return {
      kind: "manifest",
      manifest: {
        digest,
        mediaType,
        size: bytes.byteLength,
        role: "root",
        action: exists ? { kind: "exists" } : push,
      },
      successors: digestsBelow(this.#root),
    };
  }

  /** Visits the created manifests that refer to visited ones, then those that refer to these. */
  async #visitCreatedReferrers(): Promise<void> {
    const { createdReferrers, storesOf } = this.#source;
    let level = createdReferrers ? [...this.visited.keys()] : [];
    while (level.length > 0) {
      const found = level
        .flatMap((subject) => createdReferrers?.get(subject) ?? [])
        .filter(({ digest }) => !this.visited.has(digest));
      await allOrAbort(found, this.#signal, (referrer) =>
        this.#visit(referrer, { from: storesOf(referrer.digest), depth: 1, role: "referrer" }),
      );
      level = found.map(({ digest }) => digest);
    }
  }

  /** Visits referrers after all entries, since a referrer may list its subject; then the referrers of referrers. */
  async #visitReferrers(): Promise<void> {
    while (this.#pending.length > 0) {
      const level = this.#pending.filter(({ from }) => from !== this.#target);
      this.#pending = [];
      const release = this.referrers.prepare(level);
      try {
        await allOrAbort(level, this.#signal, (manifest) => this.#visitReferrersOf(manifest));
      } finally {
        release();
      }
    }
  }

  async #visitReferrersOf({ digest, from, depth }: PendingReferrers): Promise<void> {
    const { referrers, tagged } = await this.referrers.find(digest, from);
    const listed =
      referrers.length > 0 && !(await this.#targetContent.isNew())
        ? await listedReferrers(this.#target, digest, this.#signal)
        : undefined;
    const found = [
      ...referrers.map((referrer) => ({ referrer, isListed: listed?.has(referrer.digest) })),
      ...tagged.map((referrer) => ({ referrer, isListed: undefined })),
    ];
    await allOrAbort(found, this.#signal, ({ referrer, isListed }) =>
      this.#visit(referrer, {
        from: [from],
        depth: depth + 1,
        role: "referrer",
        isOptional: true,
        isUnlisted: isListed === false,
      }),
    );
  }

  /** Visits a digest and everything below it, once; again if it is an unlisted referrer that the target has. */
  async #visit(descriptor: Descriptor, options: VisitOptions): Promise<void> {
    const known = this.visited.get(descriptor.digest);
    if (known) {
      await known.done;
      if (!options.isUnlisted || !isInTarget(known.visit)) {
        return;
      }
      if (this.visited.get(descriptor.digest) !== known) {
        return await this.#visit(descriptor, options);
      }
      // The manifest is planned again, behind those that were visited meanwhile.
      this.visited.delete(descriptor.digest);
    }
    this.#limits.countDescriptor();
    this.#progress?.onFound("manifest", 1);
    const visited: VisitedDigest = {
      visit: { kind: "visiting" },
      done: this.#inspect(descriptor, options, known?.visit).then((visit) => {
        visited.visit = visit;
        this.#progress?.onChecked("manifest");
      }),
    };
    this.visited.set(descriptor.digest, visited);
    await visited.done;
  }

  /** @param previous the result of an earlier visit, for a referrer that is visited again */
  async #inspect(
    descriptor: Descriptor,
    options: VisitOptions,
    previous: Visit | undefined,
  ): Promise<Visit> {
    const sources = this.#preferred(options.from);
    if (!isManifestLike(descriptor)) {
      this.#require(descriptor, sources);
      return { kind: "blob" };
    }
    const role = previous?.kind === "manifest" ? previous.manifest.role : options.role;
    const planned = describeManifest(descriptor, role, this.#entries);
    const created = this.#source.created.get(descriptor.digest);
    if (created) {
      return await this.#visitCreated(created, { descriptor, options, sources, planned });
    }
    const presence = options.isUnlisted
      ? ({ kind: "absent" } as const)
      : await this.#targetContent.check(descriptor, options.from);
    const exists = presence.kind === "exists";
    if (exists && this.#targetContent.isComplete(descriptor.mediaType)) {
      this.#addPending(descriptor.digest, sources[0], options.depth);
      const manifest = { ...planned, action: { kind: "exists" } } as const;
      return { kind: "manifest", manifest, successors: undefined };
    }
    const stores = exists ? [this.#target] : sources;
    const reading = { ...options, stores, limits: this.#limits };
    const node = await readFirst(descriptor, reading, this.#signal);
    const checked: CheckedManifest = { descriptor, options, previous, sources, planned, presence };
    return node ? await this.#visitBelow(node, checked) : missingVisit(checked);
  }

  /**
   * Visits a manifest whose bytes the plan has. The blobs of an edited one are where the manifest before the edit is;
   * referrers of that one do not refer to it.
   */
  async #visitCreated(
    created: Content,
    { descriptor, options, sources, planned }: CreatedManifest,
  ): Promise<Visit> {
    const below = successors(created);
    this.#limits.countManifest(created);
    // If the answer is 403, the manifest is pushed: its bytes are in the plan.
    const { kind } = await this.#targetContent.check(descriptor, sources);
    if (kind !== "exists" || !this.#targetContent.isComplete(created.mediaType)) {
      for (const blob of below.blobs) {
        this.#require(blob, sources);
      }
    }
    const { from, depth, role } = options;
    await allOrAbort(below.children, this.#signal, (child) =>
      this.#visit(child, { from, depth: depth + 1, role }),
    );
    const manifest = {
      ...planned,
      ...(below.subject === undefined ? {} : { subject: below.subject }),
      action: kind === "exists" ? ({ kind } as const) : ({ kind: "build" } as const),
    };
    return { kind: "manifest", manifest, successors: digestsBelow(below) };
  }

  /** Visits everything below a manifest that was read from the target or from a source. */
  async #visitBelow(
    node: Node,
    { descriptor, options, sources, planned, presence }: CheckedManifest,
  ): Promise<Visit> {
    const { from, depth, role } = options;
    for (const blob of node.blobs) {
      this.#require(blob, [node.from, ...sources]);
    }
    const below = { from: [node.from, ...from], depth: depth + 1, role };
    await allOrAbort(node.children, this.#signal, (child) => this.#visit(child, below));
    const exists = presence.kind === "exists";
    this.#addPending(descriptor.digest, exists ? sources[0] : node.from, depth);
    const manifest = {
      ...planned,
      ...(node.subject === undefined ? {} : { subject: node.subject }),
      action: exists
        ? ({ kind: "exists" } as const)
        : ({ kind: "put", from: node.from.repository } as const),
    };
    return { kind: "manifest", manifest, successors: digestsBelow(node) };
  }

  #addPending(digest: string, from: Store | undefined, depth: number): void {
    if (from) {
      this.#pending.push({ digest, from, depth });
    }
  }

  #require(descriptor: Descriptor, from: readonly Store[]): void {
    const known = this.blobs.get(descriptor.digest);
    if (!known) {
      this.#limits.countDescriptor();
    }
    this.blobs.set(descriptor.digest, {
      descriptor,
      from: this.#preferred([...(known?.from ?? []), ...from]),
    });
  }

  /** The stores other than the target, those that blobs can be mounted from first. */
  #preferred(stores: readonly Store[]): readonly Store[] {
    const others = [...new Set(stores)].filter((store) => store !== this.#target);
    return others.toSorted(
      (a, b) => Number(this.#target.canMountFrom(b)) - Number(this.#target.canMountFrom(a)),
    );
  }
}

/** The visit of a manifest that no store has. @throws the target's 403, if that answered the check */
function missingVisit({
  descriptor,
  options,
  previous,
  sources,
  planned,
  presence,
}: CheckedManifest): Visit {
  // A list of referrers that clients maintain may name a deleted manifest, which nothing else needs.
  if (options.isOptional) {
    return previous ?? { kind: "deleted" };
  }
  if (presence.kind === "forbidden") {
    throw presence.refusal;
  }
  const name = displayName(planned);
  const required = { descriptor, from: sources, ...(name === undefined ? {} : { name }) };
  return { kind: "missing", required };
}
