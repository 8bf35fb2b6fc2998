import { z } from "zod";
import type { Failure } from "./errors.ts";

const text = z.string().max(64 * 1024);
const digest = z.string().max(256);

/** The most tags that are deleted together. */
export const maxDeletedTags = 1000;

/** A tag to delete, or a manifest that has none. */
const deletedTagSchema = z.strictObject({
  /** The whole reference: `ghcr.io/acme/app:1.4`; of a manifest without a tag `ghcr.io/acme/app@sha256:…`. */
  name: text,
  /** Absent if the manifest has no tag. */
  tag: z.string().max(512).exactOptional(),
  /** What it points to, as reviewed. */
  before: digest,
});
export type DeletedTag = Readonly<z.infer<typeof deletedTagSchema>>;

/** What is deleted: tags alone, or manifests with all their tags. */
export const deletionSchema = z.strictObject({
  version: z.literal(1),
  id: z.string().max(64),
  kind: z.literal("delete"),
  /** In RFC 3339. */
  madeAt: z.iso.datetime(),
  repository: text,
  /**
   * `tag`: each tag alone; its manifest stays. `digest`: the manifests, and with them all tags that point to them, which
   * `tags` lists completely.
   */
  by: z.enum(["tag", "digest"]),
  /** In the order of their deletion. */
  tags: z.array(deletedTagSchema).min(1).max(maxDeletedTags).readonly(),
});
export type Deletion = Readonly<z.infer<typeof deletionSchema>>;

/** Something in the repository that refers to a manifest. */
export interface ManifestReference {
  readonly digest: string;
  /** Of an index: a tag that points to it. */
  readonly tag?: string;
  readonly artifactType?: string;
}

/** What the journal keeps of a manifest to delete, so that its tags can be restored. */
export type ManifestBackup =
  /** With the manifests that the registry may delete together with it. */
  | { readonly kind: "whole" }
  /** Without some of those: they are too many, too large, or cannot be read. */
  | { readonly kind: "partial"; readonly left: number }
  /** It cannot be read, or is not what its digest says: it cannot be restored. */
  | { readonly kind: "none"; readonly reason: string };

/** A manifest that a deletion is about, and what depends on it. */
export interface AffectedManifest {
  readonly digest: string;
  readonly mediaType: string;
  /** The selected tags with this digest; none if the digest itself was selected. */
  readonly tags: readonly string[];
  /** Its other tags, which go with the manifest, and stay if only tags are deleted. */
  readonly otherTags: readonly string[];
  /** Tagged indexes of the repository that list it, also through nested indexes; if only tags are deleted and another
   * keeps it, none. */
  readonly indexes: readonly ManifestReference[];
  /** Signatures and other manifests whose subject it is; undefined if the registry does not say. */
  readonly referrers: readonly ManifestReference[] | undefined;
  /** Tags that tools named after it: `sha256-….sig`. */
  readonly digestTags: readonly string[];
  readonly backup: ManifestBackup;
  /** The list of its subject's referrers that names it, which is rewritten after its deletion; absent if there is none. */
  readonly listing?: ReferrerListing;
}

/** A tag under which clients list the referrers of a digest, for a registry without the referrers API. */
export interface ReferrerListing {
  /** `sha256-…` */
  readonly tag: string;
  /** The digest whose referrers it lists. */
  readonly subject: string;
}

/** A deletion to review. Executing it does nothing that it does not name. */
export interface DeletionPlan extends Deletion {
  /** The ways in which the registry deletes, found out without deleting anything. */
  readonly ways: readonly Deletion["by"][];
  /** Whether all tags of the repository were read, so that `otherTags` are complete. */
  readonly areOtherTagsKnown: boolean;
  /** Selected tags and digests that do not exist any more: there is nothing to delete. */
  readonly missing: readonly string[];
  /** Tags that cannot be read, so that it is not known whether they are indexes that list a manifest. */
  readonly unreadTags: readonly string[];
  readonly manifests: readonly AffectedManifest[];
}

/** What became of a tag. */
export interface DeletedTagOutcome {
  readonly tag: DeletedTag;
  /**
   * `deleted`. `missing`: it was gone already. `kept`: nothing was requested, or the registry refused. `unknown`: the
   * request was sent and its result is not known.
   */
  readonly kind: "deleted" | "missing" | "kept" | "unknown";
}

export interface DeletionOutcome {
  readonly tags: readonly DeletedTagOutcome[];
  /** The id of its journal entry. */
  readonly journalId: string;
  readonly failure?: Failure;
}
