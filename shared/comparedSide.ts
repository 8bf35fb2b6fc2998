import { z } from "zod";

const text = z.string().max(64 * 1024);

/** A tag or digest in a registry, a layout or an archive, as typed. */
const referenceSide = z.strictObject({ kind: z.literal("reference"), text });

/** What a tag held: read from its repository, or else from the journal. */
const journalSide = z.strictObject({
  kind: z.literal("journal"),
  /** The tag's full name. */
  name: text,
  digest: z.string().max(256),
  attemptId: z.string().max(64),
  content: z.enum(["previous", "pushed"]),
});

/** The result of a preview of the draft. */
const previewSide = z.strictObject({
  kind: z.literal("preview"),
  previewId: z.string().min(1).max(64),
});

/** Where to read one side of a comparison. */
export const comparedSideSchema = z.discriminatedUnion("kind", [
  referenceSide,
  journalSide,
  previewSide,
]);
export type ComparedSide = Readonly<z.infer<typeof comparedSideSchema>>;

/** What the window remembers of a side: the draft's result is that of the latest preview. */
export const sideInputSchema = z.discriminatedUnion("kind", [
  referenceSide,
  journalSide,
  z.strictObject({ kind: z.literal("draft") }),
]);
export type SideInput = Readonly<z.infer<typeof sideInputSchema>>;
