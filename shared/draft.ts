import { z } from "zod";

/** Longest reference, descriptor or annotation value taken from the window, in UTF-16 units. */
const longestText = 64 * 1024;

const idSchema = z.string().min(1).max(64);

/** A source as typed: a reference, a digest, an OCI layout location or a descriptor as JSON. */
export const draftSourceSchema = z.strictObject({
  id: idSchema,
  text: z.string().max(longestText),
});
export type DraftSource = z.infer<typeof draftSourceSchema>;

/** Where an annotation lands: on the index, on every entry, or on the entries of one platform. */
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

/** A target as typed: the reference of a tag in a registry, an OCI layout or an OCI archive. */
export const draftTargetSchema = z.strictObject({
  id: idSchema,
  text: z.string().max(longestText),
  /** Refuse the push where the tag names something else already. */
  noClobber: z.boolean().optional(),
});
export type DraftTarget = z.infer<typeof draftTargetSchema>;

/** What goes to a target along with the images. */
export const copyReferrersSchema = z.strictObject({
  /** Manifests that refer to what is copied: none, attestations and signatures as buildx has it, or all. */
  referrers: z.enum(["none", "attestations", "all"]),
  /** Signatures and the like under tags of the digest, as cosign wrote them: `sha256-….sig`, `.att`, `.sbom`. */
  digestTags: z.boolean(),
});
export type CopyReferrers = z.infer<typeof copyReferrersSchema>;

/**
 * What a person is putting together: plain data, the only thing that the window owns.
 * It holds choices only; everything that follows from them is in the preview.
 */
export const draftSchema = z.strictObject({
  sources: z.array(draftSourceSchema).max(5000),
  annotations: z.array(draftAnnotationSchema).max(1000),
  /** Platforms to keep, as typed; none means all. */
  platforms: z.array(z.string().max(256)).max(1000),
  /**
   * Digests of entries that are left out, whatever their platforms. The attestations of an excluded image go with it; an
   * attestation can be excluded alone. Absent in drafts that were saved before there was such a choice.
   */
  excluded: z.array(z.string().max(256)).max(20_000).default([]),
  /** Wrap a single image in an index, as buildx does by default. */
  preferIndex: z.boolean(),
  /** Keep os.version and os.features of single images, which buildx drops. */
  keepOsVersion: z.boolean(),
  /** Give a new index the artifact type of the first source index that has one. */
  keepArtifactType: z.boolean(),
  /** Give a new index the subject of the first source index that has one. */
  keepSubject: z.boolean(),
  copyReferrers: copyReferrersSchema,
  targets: z.array(draftTargetSchema).max(100),
});
export type Draft = z.infer<typeof draftSchema>;
