import { z } from "zod";
import { draftLimits } from "./draftLimits.ts";

/** Longest reference, descriptor or annotation value, in UTF-16 units. */
const longestText = 64 * 1024;

const idSchema = z.string().min(1).max(64);

/** A source as typed: a reference, a digest, a location of a layout or archive, or a descriptor as JSON. */
export const draftSourceSchema = z.strictObject({
  id: idSchema,
  text: z.string().max(longestText),
  /** The digest of an entry of other sources; the entries of this one take its place. */
  replaces: z.string().min(1).max(256).optional(),
});
export type DraftSource = z.infer<typeof draftSourceSchema>;

/** Where an annotation is set: on the index, on every entry, or on the entries of one platform. */
export const annotationScopeSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("index") }),
  z.strictObject({ kind: z.literal("entries") }),
  z.strictObject({ kind: z.literal("platform"), platform: z.string().max(256) }),
]);
export type AnnotationScope = z.infer<typeof annotationScopeSchema>;

export const draftAnnotationSchema = z.strictObject({
  id: idSchema,
  scope: annotationScopeSchema,
  key: z.string().max(1024),
  value: z.string().max(longestText),
});
export type DraftAnnotation = z.infer<typeof draftAnnotationSchema>;

/** A target as typed: a tag in a registry, an OCI layout or an OCI archive. */
export const draftTargetSchema = z.strictObject({
  id: idSchema,
  text: z.string().max(longestText),
  /** Refuse the push if the tag points to other content. */
  noClobber: z.boolean().optional(),
});
export type DraftTarget = z.infer<typeof draftTargetSchema>;

/** What is copied to a target in addition to the images. */
export const copyReferrersSchema = z.strictObject({
  /** Referrers: none, attestations and signatures as buildx copies them, or all. */
  referrers: z.enum(["none", "attestations", "all"]),
  /** Tags with the digest in their names, as cosign writes them: `sha256-….sig`, `.att`, `.sbom`. */
  digestTags: z.boolean(),
});
export type CopyReferrers = z.infer<typeof copyReferrersSchema>;

/**
 * Fields of an entry's platform that replace those of its source, named as in the JSON. Empty text and an empty list
 * remove the field.
 */
export const platformEditSchema = z.strictObject({
  os: z.string().min(1).max(256).optional(),
  architecture: z.string().min(1).max(256).optional(),
  variant: z.string().max(256).optional(),
  "os.version": z.string().max(256).optional(),
  "os.features": z.array(z.string().min(1).max(256)).max(100).optional(),
});
export type PlatformEdit = z.infer<typeof platformEditSchema>;

/** An annotation to set on an entry, or, without a value, to remove from it. */
export const annotationEditSchema = z.strictObject({
  key: z.string().min(1).max(1024),
  value: z.string().max(longestText).optional(),
});
export type AnnotationEdit = z.infer<typeof annotationEditSchema>;

/** Edits of a manifest, which change its digest: the push creates a new manifest, and the entry points to it. */
export const manifestEditSchema = z.strictObject({
  /** Media types of the manifest, its config and its layers; the layers keep their bytes and digests. */
  convertTo: z.enum(["oci", "docker"]).optional(),
  /** Annotations of the manifest itself. At most one for each key. */
  annotations: z.array(annotationEditSchema).max(1000).optional(),
  /** The platform in the config. The platform of the entry follows it, before the edits of the entry. */
  platform: platformEditSchema.optional(),
  /** Keep attestations in the index that describe the manifest before the edit. */
  keepAttestations: z.boolean().optional(),
});
export type ManifestEdit = z.infer<typeof manifestEditSchema>;

/** The edits of the entries with one digest, as the sources list it. */
export const entryEditSchema = z.strictObject({
  digest: z.string().min(1).max(256),
  platform: platformEditSchema.optional(),
  /** The size of the manifest in bytes, where the source has a wrong one. */
  size: z.int().min(0).optional(),
  /** They override the annotations of the draft. At most one for each key. */
  annotations: z.array(annotationEditSchema).max(1000).optional(),
  manifest: manifestEditSchema.optional(),
});
export type EntryEdit = z.infer<typeof entryEditSchema>;

/** The format of an index: `docker` is a Docker manifest list, which has no annotations, artifact type and subject. */
export const indexFormatSchema = z.enum(["oci", "docker"]);
export type IndexFormat = z.infer<typeof indexFormatSchema>;

/**
 * What the user is composing: plain data, owned by the window. It holds choices only; what follows from them is in the
 * preview.
 */
export const draftSchema = z.strictObject({
  sources: z.array(draftSourceSchema).max(draftLimits.sources),
  annotations: z.array(draftAnnotationSchema).max(draftLimits.annotations),
  /** Platforms to keep, as typed; empty: all. */
  platforms: z.array(z.string().max(256)).max(1000),
  /**
   * Digests of excluded entries, whatever their platforms. The attestations of an excluded image are excluded with it; an
   * attestation can be excluded alone. Absent in drafts saved by early versions.
   */
  excluded: z.array(z.string().max(256)).max(20_000).default([]),
  /** At most one for each digest. Absent in drafts saved by versions without edits. */
  edits: z.array(entryEditSchema).max(20_000).default([]),
  /**
   * Digests of entries in the order of the result; the other entries follow, in the order of the sources. Empty: all in
   * the order of the sources.
   */
  order: z.array(z.string().min(1).max(256)).max(20_000).default([]),
  /** Wrap a single image in an index, as buildx does by default. */
  preferIndex: z.boolean(),
  /** Copy os.version and os.features of single images from their configs, unlike buildx. */
  keepOsVersion: z.boolean(),
  /** Copy the artifact type of the first source index that has one to a new index. */
  keepArtifactType: z.boolean(),
  /** Copy the subject of the first source index that has one to a new index. */
  keepSubject: z.boolean(),
  /**
   * The id of the source whose index is edited: its annotations are those of the draft, and its entries stay as listed,
   * without attestations found among referrers. Without other changes the result is the source, unchanged. Absent: a
   * new index is made of all sources.
   */
  base: idSchema.optional(),
  /** Absent: a Docker manifest list if all entries have Docker's media types, as in buildx; else an OCI index. */
  indexFormat: indexFormatSchema.optional(),
  /** The artifact type of the index, as typed. Absent: see `keepArtifactType`. */
  artifactType: z.string().min(1).max(1024).optional(),
  /** The subject of the index, as typed like a source. Absent: see `keepSubject`. */
  subject: z.string().min(1).max(longestText).optional(),
  copyReferrers: copyReferrersSchema,
  targets: z.array(draftTargetSchema).max(draftLimits.targets),
});
export type Draft = z.infer<typeof draftSchema>;
