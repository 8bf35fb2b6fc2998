import type { Failure } from "./result.ts";

/** What will happen to a blob in a target repository. */
export type BlobAction =
  | { readonly kind: "exists" }
  /** The registry links it from a repository that it has; no byte travels. */
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
  | { readonly kind: "put"; readonly from: string };

export interface PlannedManifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly size: number;
  /**
   * The root is what the tags will name; attestations stand beside the image in the index, referrers point at
   * it from outside.
   */
  readonly role: "root" | "child" | "attestation" | "referrer";
  /** The platform of a child, or of the image that an attestation speaks of, where it has one. */
  readonly platform?: string;
  readonly action: ManifestAction;
}

export interface TagMove {
  /** The whole reference: `ghcr.io/acme/app:1.4`. */
  readonly name: string;
  readonly tag: string;
  /** The digest that the tag holds now; null where there is no such tag. */
  readonly before: string | null;
  readonly after: string;
}

/** Everything that will happen in one repository or layout; manifests stand child before parent. */
export interface RepositoryPlan {
  readonly repository: string;
  readonly blobs: readonly PlannedBlob[];
  readonly manifests: readonly PlannedManifest[];
  readonly tags: readonly TagMove[];
}

/** A preview made executable. Executing it does nothing that it does not name. */
export interface Plan {
  readonly id: string;
  readonly kind: "compose" | "retag";
  readonly root: { readonly mediaType: string; readonly digest: string; readonly size: number };
  readonly repositories: readonly RepositoryPlan[];
  /** The same as a `docker buildx imagetools create` command line. */
  readonly command: string;
}

/** What became of one tag. */
export type TagOutcome =
  | { readonly kind: "moved"; readonly move: TagMove }
  | { readonly kind: "same"; readonly move: TagMove }
  /** `now` is what the tag was found to hold instead, where somebody else moved it; null where it is gone. */
  | { readonly kind: "untouched"; readonly move: TagMove; readonly now?: string | null }
  /** The move was sent, but neither an answer came nor could it be asked what became of it. */
  | { readonly kind: "unknown"; readonly move: TagMove };

/** What a push did. With a failure, the outcomes still tell the truth about each tag. */
export interface PushOutcome {
  readonly root: Plan["root"];
  readonly tags: readonly TagOutcome[];
  readonly copiedBytes: number;
  readonly mountedBlobs: number;
  readonly failure?: Failure;
}
