import { z } from "zod";
import type { Failure } from "./errors.ts";
import type { OverwriteRule } from "./overwriteRules.ts";
import type { EntryRow } from "./preview.ts";
import type { Annotations } from "./oci/descriptor.ts";
import { maxManifestBytes } from "./oci/manifest.ts";

const digest = z.string().max(256);
const text = z.string().max(64 * 1024);
/** Of bytes and other counts. */
const count = z.int().min(0);

/** Characters of the longest entry of a layout's index that a plan or the journal keeps. */
export const maxLayoutEntryLength = 64 * 1024;

/** Characters of a manifest of the largest size in base64 with padding. */
const maxManifestBase64 = 4 * Math.ceil(maxManifestBytes / 3);

const plannedBlobSchema = z.strictObject({
  digest,
  mediaType: text,
  /** In bytes. */
  size: count,
  /** What the push does with the blob in the target repository. */
  action: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("exists") }),
    /** The registry links the blob from another of its repositories; nothing is uploaded. */
    z.strictObject({ kind: z.literal("mount"), from: text }),
    z.strictObject({ kind: z.literal("copy"), from: text }),
    /** An edited config, uploaded from the bytes in the plan. */
    z.strictObject({ kind: z.literal("create") }),
    /** A foreign layer: the registry does not store it; its descriptor has URLs. */
    z.strictObject({ kind: z.literal("skip") }),
  ]),
});

const plannedManifestSchema = z.strictObject({
  digest,
  mediaType: text,
  /** In bytes. */
  size: count,
  /**
   * `root`: the content that the tags point to. `attestation`: an attestation listed in an index. `referrer`: a
   * manifest with a subject, or the content of a digest tag such as cosign's `sha256-….sig`.
   */
  role: z.enum(["root", "child", "attestation", "referrer"]),
  /** The platform of the image, or of the image that an attestation describes, if known. */
  platform: text.exactOptional(),
  /** The digest of the subject, if the manifest was read and has one. */
  subject: digest.exactOptional(),
  /** Levels of manifests below this one, through entries and subjects. Manifests are pushed in this order, 0 first. */
  height: count,
  /**
   * What the push does with the manifest in the target repository. `put` and `build` are the names in plan files of
   * version 1 and in the journal.
   */
  action: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("exists") }),
    /** Fetched by digest from another repository, then pushed. */
    z.strictObject({ kind: z.literal("put"), from: text }),
    /** Pushed from the bytes in the plan. */
    z.strictObject({ kind: z.literal("build") }),
  ]),
});

const tagMoveSchema = z.strictObject({
  /** The whole reference: `ghcr.io/acme/app:1.4`. */
  name: text,
  /** A tag; in a layout or an archive also a whole reference. */
  tag: z.string().max(512),
  /** The digest that the tag points to before the push, or null if the tag does not exist. */
  before: digest.nullable(),
  after: digest,
  /** Whether the push must not overwrite a tag that points to other content. */
  noClobber: z.boolean(),
  /**
   * For restoring a tag of a layout or an archive: the entry of its index before the push, as JSON, with all names and
   * annotations. Never read from a plan file.
   */
  entry: z.string().max(maxLayoutEntryLength).exactOptional(),
});

const repositoryPlanSchema = z.strictObject({
  repository: text,
  blobs: z.array(plannedBlobSchema).max(100_000),
  /** In the order of `height`. */
  manifests: z.array(plannedManifestSchema).max(100_000),
  /** Legacy digest tags, then the tags that will point to the root. An image may have several digest tags. */
  tags: z.array(tagMoveSchema).max(20_000),
  /** Estimated requests to the registry if nothing fails; 0 for layouts and archives. */
  requests: z.strictObject({ reads: count, writes: count }),
});

const planRootSchema = z.strictObject({
  mediaType: text,
  digest,
  /** In bytes. */
  size: count,
  /** The bytes in base64, as in a descriptor's `data`. Whether they match the digest is checked where they are used. */
  data: z.string().max(maxManifestBase64),
});

/** The most manifests and configs that a plan creates. */
const maxCreated = 20_000;

const planFields = z.strictObject({
  /** 2 if content is created below the root, or for a repair: versions of the app before 0.3 do not know these. */
  version: z.literal([1, 2]),
  id: z.string().max(64),
  kind: z.enum(["compose", "retag", "restore", "repair"]),
  /** In RFC 3339. */
  madeAt: z.iso.datetime(),
  root: planRootSchema,
  /** Manifests and configs below the root that the push creates: those whose actions are `build` and `create`. */
  created: z.array(planRootSchema).max(maxCreated).exactOptional(),
  repositories: z.array(repositoryPlanSchema).max(100),
  /** An equivalent `docker buildx imagetools create` command; empty if there is none. Names up to a thousand sources. */
  command: z.string().max(16 * 1024 * 1024),
});

type Immutable<T> = T extends object ? { readonly [K in keyof T]: Immutable<T[K]> } : T;

/** What a push does with one blob in one target repository. */
export type PlannedBlob = Immutable<z.infer<typeof plannedBlobSchema>>;
export type BlobAction = PlannedBlob["action"];

/** What a push does with one manifest in one target repository. */
export type PlannedManifest = Immutable<z.infer<typeof plannedManifestSchema>>;
export type ManifestAction = PlannedManifest["action"];

/** A tag to set: from its current digest to the new one. */
export type TagMove = Immutable<z.infer<typeof tagMoveSchema>>;

/** Everything that a push does in one repository, layout or archive. */
export type RepositoryPlan = Immutable<z.infer<typeof repositoryPlanSchema>>;
export type PlannedRequests = RepositoryPlan["requests"];

/** The content that the tags will point to, or other content that the plan has the bytes of. */
export type PlanRoot = Immutable<z.infer<typeof planRootSchema>>;

/** A plan without the findings that are computed each time it is opened. */
export type SavedPlan = Immutable<z.infer<typeof planFields>>;

/**
 * A plan in a file of version 1 or in the journal. The schema checks only the form; `reopenPlan` compares the plan with
 * the targets. It refuses `differences`, `drops` and `contents`, which are computed each time a plan is opened.
 */
export const savedPlanSchema: z.ZodType<SavedPlan> = planFields;

/**
 * A preview made executable: plain data, pinned by digest. Executing a plan does nothing that the plan does not name.
 */
export interface Plan extends SavedPlan {
  /**
   * What changed since the plan was made or the content was read: for a saved or resumed plan, tags and content; for a
   * restore, a tag that moved since the push and what cannot be restored; for a new plan, source tags that moved since they were read, and the edited
   * tag. Absent if nothing changed.
   */
  readonly differences?: readonly PlanDifference[];
  /** What tags drop. A tag that drops nothing is not listed. */
  readonly drops?: readonly TagDrop[];
  /** The root and the current contents of the tags that will point to it, as far as they can be read and compared. */
  readonly contents?: readonly TagContent[];
  /** The tags that a restore overwrites against a rule of the settings; every other plan is refused. */
  readonly brokenRules?: readonly BrokenRule[];
}

/** What a tag points to, to compare it before and after the push. */
export interface TagContent {
  readonly digest: string;
  readonly mediaType: string;
  /** Index annotations. */
  readonly annotations: Annotations;
  readonly artifactType?: string;
  /** The digest of the subject. */
  readonly subject?: string;
  readonly rows: readonly EntryRow[];
}

/** A tag that is overwritten although a rule says never to. */
export interface BrokenRule {
  /** The name in the tag's move. */
  readonly name: string;
  readonly rule: OverwriteRule;
}

/** A change since the content was read or the plan was saved. */
export type PlanDifference =
  /** A source tag. The plan has the content that it pointed to before. */
  | {
      readonly kind: "source";
      readonly name: string;
      readonly was: string;
      /** Null if the tag was deleted. */
      readonly now: string | null;
    }
  /** The tag that the draft edits, which is also a target: the plan is based on the content that it had before. */
  | {
      readonly kind: "base";
      readonly name: string;
      readonly was: string;
      readonly now: string | null;
    }
  | {
      readonly kind: "tag";
      readonly name: string;
      readonly was: string | null;
      readonly now: string | null;
    }
  /** Of a restore: a manifest that referred to restored content and has lost its blobs, so that it is not pushed. */
  | { readonly kind: "lost"; readonly repository: string; readonly digest: string }
  /** Content to push that the target now has. */
  | { readonly kind: "arrived"; readonly repository: string; readonly digest: string };

/** What a tag has now and would not have after the push. */
export type TagDrop =
  | {
      readonly kind: "known";
      /** The name in the tag's move. */
      readonly name: string;
      /** Entries without a counterpart in the new content. */
      readonly entries: readonly EntryRow[];
      /** Platforms without an image in the new content. */
      readonly platforms: readonly string[];
      readonly attestations: number;
      /** Keys of index annotations. */
      readonly annotations: readonly string[];
      /** Annotations of entries that stay. */
      readonly entryAnnotations: number;
      /** Fields of the index. */
      readonly fields: readonly ("artifactType" | "subject")[];
    }
  /** The current or the new content could not be read. */
  | { readonly kind: "unknown"; readonly name: string };

/** The result for one tag. */
export type TagOutcome =
  | { readonly kind: "moved"; readonly move: TagMove }
  | { readonly kind: "same"; readonly move: TagMove }
  /** `now`: the digest of the tag if another client moved it, or null if it was deleted. */
  | { readonly kind: "untouched"; readonly move: TagMove; readonly now?: string | null }
  /**
   * The PUT was sent and is not confirmed: there was no response and the tag did not change, or the registry accepted it
   * and returns other content.
   */
  | { readonly kind: "unknown"; readonly move: TagMove };

/** The result for one target repository. */
export interface RepositoryOutcome {
  readonly repository: string;
  /** Whether all content that the tags need was pushed. `untouched`: the push stopped before it copied content. */
  readonly content: "complete" | "incomplete" | "untouched";
  /** The error in this repository. */
  readonly failure?: Failure;
}

/** The result of a push. The results per repository and tag are correct also if `failure` is set. */
export interface PushOutcome {
  readonly root: Pick<PlanRoot, "mediaType" | "digest" | "size">;
  readonly repositories: readonly RepositoryOutcome[];
  readonly tags: readonly TagOutcome[];
  readonly copiedBytes: number;
  readonly mountedBlobs: number;
  /** The id of its journal entry. */
  readonly journalId: string;
  readonly failure?: Failure;
}
