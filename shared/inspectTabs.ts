import { z } from "zod";

const textSchema = z.string().min(1).max(4096);

/** The descriptor of a blob. */
export const blobSchema = z.strictObject({
  mediaType: z.string().max(1024),
  digest: z.string().max(256),
  size: z.int().min(0),
  /** Where cosign puts the certificate of a signature, and ORAS the name of a file. */
  annotations: z
    .record(z.string().max(1024), z.string().max(64 * 1024))
    .refine((annotations) => Object.keys(annotations).length <= 100)
    .exactOptional(),
});

const crumbSchema = z.strictObject({
  /** The reference as typed, or a repository with a digest. */
  text: textSchema,
  /** What it is on the way: `linux/amd64`. */
  label: z.string().max(1024),
  blob: blobSchema.exactOptional(),
  /** The digest of the image that it was opened from as evidence. */
  attests: z.string().max(256).exactOptional(),
  /** Whether it is the page of a repository or a registry, whose text ends with a slash. */
  isPage: z.literal(true).exactOptional(),
});

/** The way to what a visit shows: the reference that was opened, then each step below it. */
const trailSchema = z.array(crumbSchema).min(1).max(16).readonly();

const sectionsSchema = z
  .record(z.string().max(32), z.string().max(32))
  .refine((sections) => Object.keys(sections).length <= 16);

/** The opened images of Inspect, each with its history, for the next start. */
export const savedTabsSchema = z.strictObject({
  tabs: z
    .array(
      z.strictObject({
        trails: z.array(trailSchema).min(1).max(30).readonly(),
        at: z.int().min(0),
        /** The sections of the details that were chosen, by the opened reference and the kind of content. */
        sections: z
          .record(textSchema, sectionsSchema)
          .refine((sections) => Object.keys(sections).length <= 30)
          .exactOptional(),
      }),
    )
    .max(20)
    .readonly(),
  /** The position of the shown tab. */
  current: z.int().min(0),
});
