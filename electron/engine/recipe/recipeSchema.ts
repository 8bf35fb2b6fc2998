import { z } from "zod";
import {
  copyReferrersSchema,
  entryEditSchema,
  indexFormatSchema,
  manifestEditSchema,
  platformEditSchema,
} from "../../../shared/draft.ts";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import { isDigest } from "../oci/digest.ts";

/** The versions of recipes that are read. Version 2 adds edits, order and replacement of entries, and fields of the index; drafts without them are written as version 1. */
export const recipeVersions = ["1", "2"] as const;

/** Bytes of the largest recipe: a draft of some thousand sources. */
export const maxRecipeBytes = 1024 * 1024;

/** YAML scalars are read as text; only these two words are flags. */
const flag = z.enum(["true", "false"]).transform((value) => value === "true");

const optionsSchema = z.strictObject({
  "wrap-single-image": flag.default(emptyDraft.preferIndex),
  "keep-os-version": flag.default(emptyDraft.keepOsVersion),
  "keep-artifact-type": flag.default(emptyDraft.keepArtifactType),
  "keep-subject": flag.default(emptyDraft.keepSubject),
});

const travelSchema = z.strictObject({
  referrers: copyReferrersSchema.shape.referrers.default(emptyDraft.copyReferrers.referrers),
  "digest-tags": flag.default(emptyDraft.copyReferrers.digestTags),
});

/** Keys and values in their order. Not a record: zod drops the key `__proto__` of records. */
const annotationPairs = z
  .custom<Readonly<Record<string, unknown>>>(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    { error: "there is nothing to set", params: { hint: "Add set: with keys and values." } },
  )
  .transform((set, context) =>
    Object.entries(set).flatMap(([key, value]) => {
      if (typeof value === "string") {
        return [{ key, value }];
      }
      context.addIssue({ code: "invalid_type", expected: "string", path: [key], input: value });
      return [];
    }),
  );

const annotationGroupSchema = z
  .strictObject({
    to: z.enum(["index", "entries"]).optional(),
    platform: z.string().optional(),
    set: annotationPairs,
  })
  .refine(({ to, platform }) => (to === undefined) !== (platform === undefined), {
    error: "annotations must say where they go",
    params: {
      hint: "Write to: index, to: entries, or platform: with a platform such as linux/arm64.",
    },
  });
export type AnnotationGroup = z.infer<typeof annotationGroupSchema>;

const targetSchema = z.strictObject({
  reference: z.string(),
  "no-clobber": flag.optional(),
});

/** A whole digest: a part of one would match nothing, without an error. @param what as in the error */
function digestSchema(what: string): z.ZodString {
  return z.string().refine(isDigest, {
    error: `${what} is not a digest`,
    params: { hint: "Write the whole digest: sha256:…." },
  });
}

const annotationEditsSchema = z.strictObject({
  set: annotationPairs.default([]),
  /** Keys to remove. */
  remove: z.array(z.string()).default([]),
});

const manifestEditsSchema = z.strictObject({
  "convert-to": manifestEditSchema.shape.convertTo,
  platform: platformEditSchema.optional(),
  annotations: annotationEditsSchema.optional(),
  "keep-attestations": flag.optional(),
});
export type RecipeManifestEdit = z.infer<typeof manifestEditsSchema>;

const editSchema = entryEditSchema.extend({
  digest: digestSchema("an edited entry"),
  size: z
    .string()
    .regex(/^\d{1,15}$/, "this is not a number of bytes")
    .transform(Number)
    .optional(),
  annotations: annotationEditsSchema.optional(),
  manifest: manifestEditsSchema.optional(),
});
export type RecipeEdit = z.infer<typeof editSchema>;

/** The number of a source in the list, from 1. */
const sourceNumberSchema = z.string().regex(/^[1-9]\d{0,3}$/, "this is not the number of a source");

const replacementSchema = z.strictObject({
  digest: digestSchema("a replaced entry"),
  with: sourceNumberSchema,
});
export type Replacement = z.infer<typeof replacementSchema>;

const indexSchema = z.strictObject({
  /** The number of the source whose index is edited, from 1. */
  edits: sourceNumberSchema.optional(),
  format: indexFormatSchema.optional(),
  "artifact-type": z.string().min(1).optional(),
  subject: z.string().min(1).optional(),
});

/** A recipe as the plain value of its YAML, where each scalar is text. */
export const recipeSchema = z.strictObject({
  manifestry: z.enum(recipeVersions),
  sources: z.array(z.string()).default([]),
  platforms: z.array(z.string()).default([]),
  exclude: z.array(digestSchema("an excluded entry")).default([]),
  edits: z.array(editSchema).default([]),
  order: z.array(digestSchema("a moved entry")).default([]),
  /** Entries that are replaced by those of a source. */
  replace: z.array(replacementSchema).default([]),
  annotations: z.array(annotationGroupSchema).default([]),
  /** The index itself. */
  index: indexSchema.prefault({}),
  options: optionsSchema.prefault({}),
  /** Named `copyReferrers` in the draft. */
  travel: travelSchema.prefault({}),
  /** A text stands for a mapping with nothing but the reference. */
  targets: z
    .array(
      z.preprocess(
        (value) => (typeof value === "string" ? { reference: value } : value),
        targetSchema,
      ),
    )
    .default([]),
});
export type Recipe = z.infer<typeof recipeSchema>;

/** The mappings of an edit. */
const editSchemas: Readonly<Record<string, z.ZodObject>> = {
  platform: platformEditSchema,
  annotations: annotationEditsSchema,
  manifest: manifestEditsSchema,
};

/** Returns the keys that a mapping of a recipe may have. @param path of the mapping; empty: the recipe itself */
export function allowedKeys(path: readonly PropertyKey[]): readonly string[] {
  const schemas: Readonly<Record<string, z.ZodObject>> = {
    index: indexSchema,
    options: optionsSchema,
    travel: travelSchema,
    edits: editSchemas[String(path.at(-1))] ?? editSchema,
    annotations: annotationGroupSchema,
    replace: replacementSchema,
    targets: targetSchema,
  };
  const [place] = path;
  return Object.keys((place === undefined ? recipeSchema : schemas[String(place)])?.shape ?? {});
}
