import { z } from "zod";
import type { Plan } from "../../../shared/plan.ts";

const digest = z.string().max(256);
const text = z.string().max(64 * 1024);
const size = z.int().min(0);

/** The largest manifest in base64, and more. That it is what the digest says is checked where it is used. */
const longestData = 8 * 1024 * 1024;

/** Characters of the longest entry of a layout's index that is kept to be restored. */
export const longestEntry = 64 * 1024;

const blobSchema = z.strictObject({
  digest,
  mediaType: text,
  size,
  action: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("exists") }),
    z.strictObject({ kind: z.literal("mount"), from: text }),
    z.strictObject({ kind: z.literal("copy"), from: text }),
    z.strictObject({ kind: z.literal("skip") }),
  ]),
});

const manifestSchema = z.strictObject({
  digest,
  mediaType: text,
  size,
  role: z.enum(["root", "child", "attestation", "referrer"]),
  platform: text.exactOptional(),
  subject: digest.exactOptional(),
  height: size,
  action: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("exists") }),
    z.strictObject({ kind: z.literal("put"), from: text }),
    z.strictObject({ kind: z.literal("build") }),
  ]),
});

const tagSchema = z.strictObject({
  name: text,
  /** In a layout or an archive it may be a whole reference. */
  tag: z.string().max(512),
  before: digest.nullable(),
  after: digest,
  noClobber: z.boolean(),
  entry: z.string().max(longestEntry).exactOptional(),
});

/** A plan as it stands in a file. Whether it makes sense is found out when it is checked again. */
export const planSchema: z.ZodType<Plan> = z.strictObject({
  version: z.literal(1),
  id: z.string().max(64),
  kind: z.enum(["compose", "retag", "restore"]),
  madeAt: z.iso.datetime(),
  root: z.strictObject({ mediaType: text, digest, size, data: z.string().max(longestData) }),
  repositories: z
    .array(
      z.strictObject({
        repository: text,
        blobs: z.array(blobSchema).max(100_000),
        manifests: z.array(manifestSchema).max(100_000),
        // Each image may have several tags of its digest.
        tags: z.array(tagSchema).max(20_000),
        requests: z.strictObject({ reads: size, writes: size }),
      }),
    )
    .max(100),
  // A thousand sources have a name each.
  command: z.string().max(16 * 1024 * 1024),
  // Differences are between then and now, so they are never read from a file.
});
