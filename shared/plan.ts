import type { EntryRow } from "./preview.ts";
import type { Failure } from "./errors.ts";

/** What will happen to a blob in a target repository. */
export type BlobAction =
  | { readonly kind: "exists" }
  /** The registry links it from a repository that it has, if it is not there already; no byte travels. */
  | { readonly kind: "mount"; readonly from: string }
  | { readonly kind: "copy"; readonly from: string }
  /** A foreign layer: the registry does not hold it, its descriptor's URLs do. */
  | { readonly kind: "skip" };

export interface PlannedBlob {
  readonly digest: string;
  readonly mediaType: string;
  /** In bytes. */
  readonly size: number;
  readonly action: BlobAction;
}

export type ManifestAction =
  | { readonly kind: "exists" }
  /** Fetched by digest from another repository. */
  | { readonly kind: "put"; readonly from: string }
  /** Its bytes stand in the plan. */
  | { readonly kind: "build" };

export interface PlannedManifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly size: number;
  /**
   * The root is what the tags will name; attestations stand beside the image in the index, referrers point at
   * it from outside, and so do the indexes under legacy digest tags.
   */
  readonly role: "root" | "child" | "attestation" | "referrer";
  /** The platform of a child, or of the image that an attestation speaks of, where it has one. */
  readonly platform?: string;
  /** The digest that it refers to, where it was seen to: registries without a list of referrers have it in a tag. */
  readonly subject?: string;
  /** How many levels of manifests it points to, by its entries or as their subject: what has fewer is put first. */
  readonly height: number;
  readonly action: ManifestAction;
}

export interface TagMove {
  /** The whole reference: `ghcr.io/acme/app:1.4`. */
  readonly name: string;
  readonly tag: string;
  /** The digest that the tag holds now; null where there is no such tag. */
  readonly before: string | null;
  readonly after: string;
  /** Whether the tag must not be taken from anything else. */
  readonly noClobber: boolean;
  /**
   * To restore a tag of a layout or an archive: the entry of its index as it was, as JSON, with all names and
   * annotations. Never read from a plan file.
   */
  readonly entry?: string;
}

/** Requests that carrying out a repository's part takes, where nothing goes wrong. */
export interface PlannedRequests {
  readonly reads: number;
  readonly writes: number;
}

/** Everything that will happen in one repository or layout; manifests stand after their children and their subject. */
export interface RepositoryPlan {
  readonly repository: string;
  readonly blobs: readonly PlannedBlob[];
  readonly manifests: readonly PlannedManifest[];
  /** The tags that will name the root, and legacy digest tags that go along. */
  readonly tags: readonly TagMove[];
  readonly requests: PlannedRequests;
}

/** Something that is not as it was when the content was read, or a saved plan was made. */
export type PlanDifference =
  /** A tag that the content was read from; the plan has what it named then. */
  | {
      readonly kind: "source";
      readonly name: string;
      readonly was: string;
      /** Null where the tag is gone. */
      readonly now: string | null;
    }
  | {
      readonly kind: "tag";
      readonly name: string;
      readonly was: string | null;
      readonly now: string | null;
    }
  /** Content that was to be brought there and is there by now. */
  | { readonly kind: "arrived"; readonly repository: string; readonly digest: string };

/** What a tag has and would not have after its move. */
export type TagDrop =
  | {
      readonly kind: "known";
      /** The tag's, as in its move. */
      readonly name: string;
      /** Entries without a counterpart in what comes. */
      readonly entries: readonly EntryRow[];
      /** Platforms that nobody finds under the tag any more. */
      readonly platforms: readonly string[];
      readonly attestations: number;
      /** Keys of annotations of the index. */
      readonly annotations: readonly string[];
    }
  /** What the tag holds, or what it is to hold, could not be read. */
  | { readonly kind: "unknown"; readonly name: string };

/** The content that the tags will name. */
export interface PlanRoot {
  readonly mediaType: string;
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
  /** The bytes, in base64, as a descriptor's `data`. */
  readonly data: string;
}

/**
 * A preview made executable: plain data, everything in it pinned by digest. Executing it does nothing that it
 * does not name.
 */
export interface Plan {
  readonly version: 1;
  readonly id: string;
  readonly kind: "compose" | "retag" | "restore";
  /** In RFC 3339. */
  readonly madeAt: string;
  readonly root: PlanRoot;
  readonly repositories: readonly RepositoryPlan[];
  /** The same as a `docker buildx imagetools create` command line; empty where buildx cannot. */
  readonly command: string;
  /**
   * For a plan that was saved, or broke off: what changed since. To restore a tag: whether it moved since the
   * push. For a new plan: source tags that moved since they were read; left out where none did.
   */
  readonly differences?: readonly PlanDifference[];
  /**
   * What tags drop by their moves: found out by the engine from the root's bytes whenever a plan is made or opened, and
   * never read from a file. A tag that drops nothing is not among them.
   */
  readonly drops?: readonly TagDrop[];
}

/** What became of one tag. */
export type TagOutcome =
  | { readonly kind: "moved"; readonly move: TagMove }
  | { readonly kind: "same"; readonly move: TagMove }
  /** `now` is what the tag was found to hold instead, where somebody else moved it; null where it is gone. */
  | { readonly kind: "untouched"; readonly move: TagMove; readonly now?: string | null }
  /**
   * The move was sent and is not confirmed: no answer came and the tag shows no trace of it, or the registry took it
   * and shows something else.
   */
  | { readonly kind: "unknown"; readonly move: TagMove };

/** How far one target repository came. */
export interface RepositoryOutcome {
  readonly repository: string;
  /** Whether everything that the tags need is there. `untouched`: the push stopped before it began to copy. */
  readonly content: "complete" | "incomplete" | "untouched";
  /** What went wrong here, if this is where it did. */
  readonly failure?: Failure;
}

/** What a push did. With a failure, the outcomes still tell the truth about each tag. */
export interface PushOutcome {
  readonly root: Pick<PlanRoot, "mediaType" | "digest" | "size">;
  readonly repositories: readonly RepositoryOutcome[];
  readonly tags: readonly TagOutcome[];
  readonly copiedBytes: number;
  readonly mountedBlobs: number;
  /** The entry of the journal that tells of it. */
  readonly journalId: string;
  readonly failure?: Failure;
}
