import {
  attestationArtifactType,
  attestedDigest,
  isAttestation,
} from "../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { isIndexType } from "../../../shared/oci/mediaTypes.ts";
import type { PlannedManifest } from "../../../shared/plan.ts";
import { EngineError } from "../failure.ts";
import { formatPlatformAll } from "../oci/platform.ts";
import type { Content, Store } from "../store.ts";
import { together } from "../together.ts";
import { isManifestLike, needs, type Node, readNode } from "./graph.ts";
import type { Subject } from "./subject.ts";

/** A manifest to put. */
export interface Put {
  readonly planned: PlannedManifest;
  readonly content: Content;
  /** How many levels stand below it: what has fewer is put first. */
  readonly height: number;
}

/** A blob that the target needs, and the stores that should have it, the best to take it from first. */
export interface NeededBlob {
  readonly blob: Descriptor;
  readonly from: readonly Store[];
}

/** What a target repository has and lacks of a subject. */
export interface Gathered {
  readonly there: readonly PlannedManifest[];
  readonly puts: readonly Put[];
  readonly blobs: readonly NeededBlob[];
}

/** The referrers that travel with what they refer to, as buildx has it. */
const travelling = new Set([
  attestationArtifactType,
  "application/vnd.dev.cosign.artifact.sig.v1+json",
  "application/vnd.dev.sigstore.bundle.v0.3+json",
]);

/**
 * Walk down from the root as far as the target may lack things.
 *
 * A registry takes no image without its blobs, so an image that it has is whole. That is not said of an
 * index, whose children may have been deleted since, nor of anything in a folder: those are looked into.
 *
 * @throws EngineError `not_found` where neither the target nor any source has something
 */
export async function gather(
  subject: Subject,
  store: Store,
  signal: AbortSignal,
): Promise<Gathered> {
  const walk = new Walk(subject, store, signal);
  await walk.visitRoot();
  return { there: walk.there, puts: walk.puts, blobs: [...walk.blobs.values()] };
}

interface Copied {
  readonly digest: string;
  readonly from: Store;
  readonly depth: number;
}

class Walk {
  readonly there: PlannedManifest[] = [];
  readonly puts: Put[] = [];
  readonly blobs = new Map<string, NeededBlob>();
  readonly #heights = new Map<string, Promise<number>>();
  /** What is copied, and may have referrers that go with it. */
  readonly #copied: Copied[] = [];
  readonly #subject: Subject;
  readonly #store: Store;
  readonly #signal: AbortSignal;
  /** The entries of the root, which tell what an attestation speaks of. */
  readonly #entries: readonly Descriptor[];

  constructor(subject: Subject, store: Store, signal: AbortSignal) {
    this.#subject = subject;
    this.#store = store;
    this.#signal = signal;
    this.#entries = needs(subject.root).children;
  }

  async visitRoot(): Promise<void> {
    const { root, storesOf, rootStore } = this.#subject;
    const from = rootStore ? [rootStore] : [];
    for (const blob of needs(root).blobs) this.#need(blob, from);
    await together(this.#entries, this.#signal, async (entry) => {
      await this.#visit(entry, storesOf(entry.digest), 1, "child");
    });
    // What refers to an index stays behind, as in buildx; what refers to a single image goes with it.
    if (rootStore && !isIndexType(root.mediaType)) {
      this.#copied.push({ digest: root.digest, from: rootStore, depth: 1 });
    }
    // After the walk, since a referrer may list what it refers to; and again, since referrers have referrers.
    while (this.#copied.length > 0) {
      await together(this.#copied.splice(0), this.#signal, (copied) =>
        this.#visitReferrers(copied),
      );
    }
  }

  /** Look at each digest once; the height of what stands below it. */
  #visit(
    descriptor: Descriptor,
    from: readonly Store[],
    depth: number,
    role: "child" | "referrer",
  ): Promise<number> {
    const known = this.#heights.get(descriptor.digest);
    if (known) return known;
    const height = this.#look(descriptor, this.#ordered(from), depth, role);
    this.#heights.set(descriptor.digest, height);
    return height;
  }

  async #look(
    descriptor: Descriptor,
    from: readonly Store[],
    depth: number,
    role: "child" | "referrer",
  ): Promise<number> {
    if (!isManifestLike(descriptor)) {
      this.#need(descriptor, from);
      return 0;
    }
    const there = await this.#store.hasManifest(descriptor, this.#signal);
    const planned = this.#plan(descriptor, role);
    if (there) {
      this.there.push({ ...planned, action: { kind: "exists" } });
      if (this.#store.kind === "registry" && !isIndexType(descriptor.mediaType)) return 0;
    }
    const node = await this.#read(descriptor, there ? [this.#store] : from, depth);
    const sources = this.#ordered([node.from, ...from]);
    for (const blob of node.blobs) this.#need(blob, sources);
    const heights = await together(node.children, this.#signal, (child) =>
      this.#visit(child, sources, depth + 1, role),
    );
    const height = 1 + Math.max(0, ...heights);
    if (there) return height;
    const action = { kind: "put", from: node.from.repository } as const;
    this.puts.push({ planned: { ...planned, action }, content: node.content, height });
    this.#copied.push({ digest: descriptor.digest, from: node.from, depth });
    return height;
  }

  async #visitReferrers({ digest, from, depth }: Copied): Promise<void> {
    if (from === this.#store) return;
    const referrers = await this.#subject.referrers(from, digest);
    const followers = referrers.filter(({ artifactType }) => travelling.has(artifactType ?? ""));
    await together(followers, this.#signal, async (referrer) => {
      await this.#visit(referrer, [from], depth + 1, "referrer");
    });
  }

  /** Read a manifest from the first store that has it. */
  async #read(descriptor: Descriptor, from: readonly Store[], depth: number): Promise<Node> {
    for (const store of from) {
      try {
        return await readNode(descriptor, store, depth, this.#signal);
      } catch (error) {
        if (!(error instanceof EngineError) || error.code !== "not_found") throw error;
      }
    }
    throw missing(descriptor, from);
  }

  #need(blob: Descriptor, from: readonly Store[]): void {
    const known = this.blobs.get(blob.digest)?.from ?? [];
    this.blobs.set(blob.digest, { blob, from: this.#ordered([...known, ...from]) });
  }

  /** Stores in the order in which to take something: where it need not travel first. */
  #ordered(stores: readonly Store[]): readonly Store[] {
    const others = [...new Set(stores)].filter((store) => store !== this.#store);
    return others.toSorted(
      (a, b) => Number(this.#store.mountsFrom(b)) - Number(this.#store.mountsFrom(a)),
    );
  }

  #plan(descriptor: Descriptor, role: "child" | "referrer"): Omit<PlannedManifest, "action"> {
    const { digest, mediaType, size } = descriptor;
    const attestation = isAttestation(descriptor);
    const image = attestation
      ? this.#entries.find((entry) => entry.digest === attestedDigest(descriptor))
      : descriptor;
    return {
      digest,
      mediaType,
      size,
      role: attestation ? "attestation" : role,
      ...(image?.platform ? { platform: formatPlatformAll(image.platform) } : {}),
    };
  }
}

/** The error for content that an index names and nobody has. */
export function missing(descriptor: Descriptor, from: readonly Store[]): EngineError {
  const places =
    from.map(({ repository }) => repository).join(", ") || "the target's own repository";
  return new EngineError(
    "not_found",
    `${descriptor.digest}: not found in ${places}, though an index names it.`,
    {
      hint: "This content was deleted. Leave the entry out by its platform, or push its image again first.",
    },
  );
}
