import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { isIndexType } from "../../../shared/oci/mediaTypes.ts";
import type { PlannedManifest } from "../../../shared/plan.ts";
import { EngineError, isNotFound } from "../errors.ts";
import type { ReferrersCache } from "../stores/referrersCache.ts";
import { isMaskedNotFound } from "../stores/isMaskedNotFound.ts";
import type { Store } from "../stores/store.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { WalkLimits } from "./walkLimits.ts";
import { describeManifest } from "./plannedManifest.ts";
import { type DigestTag, ReferrerFinder } from "./referrersToCopy.ts";
import { isManifestLike, successors } from "../oci/successors.ts";
import { type Node, readNode } from "./readNode.ts";
import { listedReferrers } from "./listedReferrers.ts";
import { manifestHeights } from "./pushOrder.ts";
import { checkManifest, type ManifestPresence } from "./checkManifest.ts";
import type { PushSource } from "./pushSource.ts";

/** A blob that the target needs, and the stores that should have it, the best to take it from first. */
export interface RequiredBlob {
  readonly blob: Descriptor;
  readonly from: readonly Store[];
  /** What it is to a person, where it is an entry of the root: its platform and role. */
  readonly name?: string;
}

/** What a target repository has and lacks of a subject. */
export interface GatheredContent {
  /** All manifests, the root among them: children before their index, subjects before what refers to them. */
  readonly manifests: readonly PlannedManifest[];
  readonly blobs: readonly RequiredBlob[];
  readonly digestTags: readonly DigestTag[];
  /** What an index names and nobody has. */
  readonly missing: readonly RequiredBlob[];
}

/**
 * Walk down from the root as far as the target may lack things, and along to what refers to them.
 *
 * A registry takes no image without its blobs, so an image that it has is whole. That is not said of an
 * index, whose children may have been deleted since, nor of anything on a disk: those are looked into.
 *
 * @param most bytes of manifests that are read
 * @throws EngineError `too_large`, and what the stores throw
 */
export async function gather(
  subject: PushSource,
  store: Store,
  asked: ReferrersCache,
  signal: AbortSignal,
  most?: number,
): Promise<GatheredContent> {
  const walk = new ContentWalk(subject, store, asked, signal, most);
  await walk.visitRoot();
  const { blobs, missing, followers } = walk;
  return {
    manifests: walk.inOrder(),
    blobs: [...blobs.values()],
    digestTags: followers.digestTags,
    missing,
  };
}

/** Entries above which a repository is asked first whether it has anything at all. */
const many = 4;

interface Visited {
  readonly digest: string;
  readonly from: Store;
  readonly depth: number;
}

class ContentWalk {
  readonly manifests = new Map<string, Omit<PlannedManifest, "height">>();
  readonly blobs = new Map<string, RequiredBlob>();
  readonly missing: RequiredBlob[] = [];
  readonly followers: ReferrerFinder;
  #new: Promise<boolean> | undefined;
  readonly #bounds: WalkLimits;
  /** What was looked at, or is being looked at, by digest. */
  readonly #visits = new Map<string, Promise<void>>();
  /** What each manifest that was read points to: its children and its subject. */
  readonly #successors = new Map<string, readonly string[]>();
  /** What goes along and is needed by nothing. */
  readonly #followers = new Set<string>();
  /** Referrers that the target does not list: they are put, whether it has them or not. */
  readonly #unlisted = new Set<string>();
  /** What may have referrers that go with it. */
  readonly #visited: Visited[] = [];
  readonly #subject: PushSource;
  readonly #store: Store;
  readonly #signal: AbortSignal;
  readonly #root: ReturnType<typeof successors>;
  /** The entries of the root, which tell what an attestation speaks of. */
  readonly #entries: ReadonlyMap<string, Descriptor>;

  constructor(
    subject: PushSource,
    store: Store,
    asked: ReferrersCache,
    signal: AbortSignal,
    most?: number,
  ) {
    this.#bounds = new WalkLimits(subject.root.digest, most);
    this.#subject = subject;
    this.#store = store;
    this.#signal = signal;
    this.#root = successors(subject.root);
    this.#entries = new Map(this.#root.children.map((entry) => [entry.digest, entry]));
    this.followers = new ReferrerFinder(subject, asked, signal);
  }

  /** Successors first, and otherwise in the order of the index, whatever was answered first. */
  inOrder(): readonly PlannedManifest[] {
    const heights = manifestHeights(this.#successors);
    const { digest: root } = this.#subject.root;
    return [...[...this.#visits.keys()].filter((digest) => digest !== root), root]
      .flatMap((digest) => this.manifests.get(digest) ?? [])
      .map((manifest) => ({ ...manifest, height: heights.get(manifest.digest) ?? 0 }))
      .toSorted((a, b) => a.height - b.height);
  }

  async visitRoot(): Promise<void> {
    const { root, storesOf, rootStore } = this.#subject;
    // What refers to the root may list it as well.
    this.#visits.set(root.digest, Promise.resolve());
    this.#point(root.digest, this.#root);
    const [there] = await Promise.all([
      this.#hasRoot(),
      allOrAbort([...this.#entries.values()], this.#signal, (entry) =>
        this.#visit(entry, storesOf(entry.digest), 1, "child"),
      ),
    ]);
    if (!there || !this.#isWhole(root.mediaType)) {
      for (const blob of this.#root.blobs) this.#need(blob, rootStore ? [rootStore] : []);
    }
    if (rootStore) this.#visited.push({ digest: root.digest, from: rootStore, depth: 1 });
    // After the walk, since a referrer may list what it refers to; and again, since referrers have referrers.
    while (this.#visited.length > 0) {
      const level = this.#visited.splice(0).filter(({ from }) => from !== this.#store);
      const over = this.followers.expect(level);
      try {
        await allOrAbort(level, this.#signal, (visited) => this.#follow(visited));
      } finally {
        over();
      }
    }
    const { mediaType, digest, bytes } = root;
    const put = rootStore
      ? ({ kind: "put", from: rootStore.repository } as const)
      : ({ kind: "build" } as const);
    this.manifests.set(digest, {
      digest,
      mediaType,
      size: bytes.byteLength,
      role: "root",
      action: there ? { kind: "exists" } : put,
    });
  }

  #point(digest: string, { children, subject }: Pick<Node, "children" | "subject">): void {
    const below = children.map((child) => child.digest);
    this.#successors.set(digest, subject === undefined ? below : [...below, subject]);
  }

  /** An index of our making is new but for a coincidence, which costs one put of the same. */
  async #hasRoot(): Promise<boolean> {
    const { root, rootStore, kind } = this.#subject;
    if (rootStore === this.#store) return true;
    if (!rootStore && kind === "compose") return false;
    const { mediaType, digest, bytes } = root;
    const manifest = { mediaType, digest, size: bytes.byteLength };
    // Its bytes are in the plan.
    if ((await checkManifest(this.#store, manifest, this.#signal)).kind !== "there") return false;
    const { subject } = this.#root;
    if (subject === undefined) return true;
    return (await listedReferrers(this.#store, subject, this.#signal)).has(digest);
  }

  /** Look at each digest once, and at what stands below it. */
  #visit(
    descriptor: Descriptor,
    from: readonly Store[],
    depth: number,
    role: "child" | "referrer",
  ): Promise<void> {
    const known = this.#visits.get(descriptor.digest);
    if (known) return known;
    this.#bounds.see();
    const visit = this.#look(descriptor, from, depth, role);
    this.#visits.set(descriptor.digest, visit);
    return visit;
  }

  async #look(
    descriptor: Descriptor,
    named: readonly Store[],
    depth: number,
    role: "child" | "referrer",
  ): Promise<void> {
    const from = this.#ordered(named);
    if (!isManifestLike(descriptor)) {
      this.#need(descriptor, from);
      return;
    }
    const before = this.manifests.get(descriptor.digest);
    const planned = describeManifest(descriptor, before?.role ?? role, this.#entries);
    const sought = await this.#seek(descriptor, named.includes(this.#store));
    const there = sought.kind === "there";
    if (there && this.#isWhole(descriptor.mediaType)) {
      this.manifests.set(descriptor.digest, { ...planned, action: { kind: "exists" } });
      if (from[0]) this.#visited.push({ digest: descriptor.digest, from: from[0], depth });
      return;
    }
    const node = await this.#read(descriptor, there ? [this.#store] : from, depth);
    if (!node) {
      // A list of referrers that clients keep may name what was deleted since: nothing else needs that.
      if (this.#followers.has(descriptor.digest)) return;
      if (sought.kind === "forbidden") throw sought.refusal;
      this.missing.push({ blob: descriptor, from, ...this.#named(planned) });
      return;
    }
    for (const blob of node.blobs) this.#need(blob, [node.from, ...from]);
    this.#point(descriptor.digest, node);
    await allOrAbort(node.children, this.#signal, (child) =>
      this.#visit(child, [node.from, ...named], depth + 1, role),
    );
    const action = there
      ? ({ kind: "exists" } as const)
      : ({ kind: "put", from: node.from.repository } as const);
    const refers = node.subject === undefined ? {} : { subject: node.subject };
    this.manifests.set(descriptor.digest, { ...planned, ...refers, action });
    const source = there ? from[0] : node.from;
    if (source) this.#visited.push({ digest: descriptor.digest, from: source, depth });
  }

  /** @param isSource whether the target itself should have it, being one of the sources */
  async #seek(manifest: Descriptor, isSource: boolean): Promise<ManifestPresence> {
    if (this.#unlisted.has(manifest.digest)) return { kind: "absent" };
    if (this.#subject.fetchedFrom(manifest.digest).includes(this.#store)) return { kind: "there" };
    // Taken for new though it has something, a repository is sent once more what it has: that does no harm, but
    // where nobody else has it.
    if (!isSource && (await this.#isNew())) return { kind: "absent" };
    return await checkManifest(this.#store, manifest, this.#signal);
  }

  /** Asked where one question may save many. */
  #isNew(): Promise<boolean> {
    this.#new ??=
      this.#entries.size > many && this.#subject.kind !== "restore"
        ? this.#store.isNew(this.#signal)
        : Promise.resolve(false);
    return this.#new;
  }

  #isWhole(mediaType: string): boolean {
    return this.#store.kind === "registry" && !isIndexType(mediaType);
  }

  async #follow({ digest, from, depth }: Visited): Promise<void> {
    const { referrers, tagged } = await this.followers.of(digest, from);
    if (referrers.length > 0 && !(await this.#isNew())) {
      const listed = await listedReferrers(this.#store, digest, this.#signal);
      for (const referrer of referrers)
        if (!listed.has(referrer.digest)) this.#enter(referrer.digest);
    }
    const followers = [...referrers, ...tagged];
    for (const referrer of followers) this.#followers.add(referrer.digest);
    await allOrAbort(followers, this.#signal, async (referrer) => {
      await this.#visit(referrer, [from], depth + 1, "referrer");
    });
  }

  /**
   * See to it that a referrer is put, though the target may have it. Where the registry keeps no list of referrers, a
   * client does so after it put one (distribution-spec 1.1, "Pushing Manifests with Subject"), and that may have
   * been cut off.
   */
  #enter(referrer: string): void {
    this.#unlisted.add(referrer);
    // It was passed over as an entry of the index.
    if (this.manifests.get(referrer)?.action.kind === "exists") this.#visits.delete(referrer);
  }

  /**
   * Read a manifest from the first store that has it; undefined where none has.
   * @throws EngineError `denied` where one that does not let it be read may have it, and no other has; what goes along
   * is taken for deleted where the registry says the same of that
   */
  async #read(
    descriptor: Descriptor,
    from: readonly Store[],
    depth: number,
  ): Promise<Node | undefined> {
    let refusal: EngineError | undefined;
    for (const store of from) {
      try {
        const node = await readNode(descriptor, store, depth, this.#signal);
        this.#bounds.read(node.content);
        return node;
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        if (isNotFound(error)) continue;
        if (error.status !== 403) throw error;
        const isGone =
          this.#followers.has(descriptor.digest) &&
          (await isMaskedNotFound(error, store, this.#signal));
        if (!isGone) refusal ??= error;
      }
    }
    if (refusal) throw refusal;
    return undefined;
  }

  #named({ role, platform }: Pick<PlannedManifest, "role" | "platform">): { name?: string } {
    if (platform === undefined) return {};
    return { name: role === "child" ? platform : `the ${role} of ${platform}` };
  }

  #need(blob: Descriptor, from: readonly Store[]): void {
    const known = this.blobs.get(blob.digest)?.from ?? [];
    if (!this.blobs.has(blob.digest)) this.#bounds.see();
    this.blobs.set(blob.digest, { blob, from: this.#ordered([...known, ...from]) });
  }

  /** Stores in the order in which to take something: where it need not travel first. */
  #ordered(stores: readonly Store[]): readonly Store[] {
    const others = [...new Set(stores)].filter((store) => store !== this.#store);
    return others.toSorted(
      (a, b) => Number(this.#store.canMountFrom(b)) - Number(this.#store.canMountFrom(a)),
    );
  }
}
