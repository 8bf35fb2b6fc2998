import { z } from "zod";
import { failureSchema, type Failure } from "./errors.ts";
import {
  maxLayoutEntryLength,
  type Plan,
  type PlanRoot,
  savedPlanSchema,
  type TagMove,
} from "./plan.ts";

const text = z.string().max(64 * 1024);
const digest = z.string().max(256);
/** In RFC 3339. */
const time = z.iso.datetime();
const count = z.int().min(0);

/**
 * The first record of a file. Nothing is pushed before this record and the plan are on the disk.
 *
 * The names of record types are those of version 1; the code uses other words where these are unclear.
 */
const begunRecordSchema = z.strictObject({
  type: z.literal("begun"),
  /** The version of all records of the file. */
  version: z.literal(1),
  id: z.string().max(64),
  at: time,
  /** The number of content steps that the plan has. */
  steps: count,
  /** The plan without blobs, manifests and bytes: a list of pushes reads no plans of many megabytes. */
  outline: savedPlanSchema,
});
export type BegunRecord = z.infer<typeof begunRecordSchema>;

/** The second record of a file. */
export const plannedRecordSchema = z.strictObject({
  type: z.literal("planned"),
  plan: savedPlanSchema,
});

/** The content of a tag before its move: the previous content that a restore needs. */
const previousRecordSchema = z.strictObject({
  type: z.literal("held"),
  /** The full name of the tag. */
  name: text,
  mediaType: text,
  digest,
  /** In bytes. */
  size: count,
  /** The bytes in base64. */
  data: z.string(),
  /** In a layout or an archive: the entry of its index, as JSON. */
  entry: z.string().max(maxLayoutEntryLength).exactOptional(),
});
export type PreviousRecord = z.infer<typeof previousRecordSchema>;

const tagResultFields = {
  /** The full name of the tag; the plan has the rest of the move. */
  name: text,
  kind: z.enum(["moved", "same", "untouched", "unknown"]),
  /** Of `untouched`: the digest that the tag points to, if it was read; null if there is no such tag. */
  now: digest.nullable().exactOptional(),
};
const tagResultSchema = z.strictObject(tagResultFields);
export type TagResult = z.infer<typeof tagResultSchema>;

/** The outcome of a push. */
const endedRecordSchema = z.strictObject({
  type: z.literal("ended"),
  at: time,
  repositories: z
    .array(
      z.strictObject({
        repository: text,
        content: z.enum(["complete", "incomplete", "untouched"]),
        failure: failureSchema.exactOptional(),
      }),
    )
    .readonly(),
  tags: z.array(tagResultSchema).readonly(),
  copiedBytes: count,
  mountedBlobs: count,
  failure: failureSchema.exactOptional(),
});
export type EndedRecord = z.infer<typeof endedRecordSchema>;

/** The push is dismissed, or another entry continues it. */
const closedRecordSchema = z.strictObject({
  type: z.literal("left"),
  at: time,
  /** The id of the entry that continues it; absent if it is dismissed. */
  continuedBy: z.string().max(64).exactOptional(),
});
export type ClosedRecord = z.infer<typeof closedRecordSchema>;

/** The records that follow the first two, in any order. */
const laterRecordSchema = z.discriminatedUnion("type", [
  previousRecordSchema,
  /** A content step is done: `REPOSITORY DIGEST`. */
  z.strictObject({ type: z.literal("done"), step: text }),
  /** The next request moves the tag. */
  z.strictObject({ type: z.literal("sending"), name: text, at: time }),
  /** The outcome of a tag. */
  z.strictObject({ type: z.literal("settled"), at: time, ...tagResultFields }),
  endedRecordSchema,
  closedRecordSchema,
]);
export type LaterRecord = z.infer<typeof laterRecordSchema>;

/** One line of a journal file, after its checksum. */
export const journalRecordSchema = z.union([
  z.discriminatedUnion("type", [begunRecordSchema, plannedRecordSchema]),
  laterRecordSchema,
]);
export type JournalRecord = z.infer<typeof journalRecordSchema>;

/** Whether a push of the journal ended, and how. Times are in RFC 3339. */
export type JournalState =
  | { readonly kind: "running" }
  /** The process ended during the push. */
  | { readonly kind: "interrupted" }
  | { readonly kind: "done"; readonly endedAt: string }
  | { readonly kind: "failed"; readonly endedAt: string; readonly failure: Failure }
  /** The push was interrupted, and the user chose not to resume it. */
  | { readonly kind: "dismissed"; readonly endedAt: string }
  /** The push was interrupted, and another entry continues it. */
  | { readonly kind: "continued"; readonly endedAt: string; readonly continuedBy: string };

/** One tag of a push in the journal. */
export interface JournalTag {
  readonly move: TagMove;
  /** `sent`: the tag was requested to move, and the result was not recorded. */
  readonly state: "planned" | "sent" | TagResult["kind"];
  /** The content of the tag before the push, whose bytes the journal keeps; undefined if it keeps none. */
  readonly previous: Pick<PlanRoot, "mediaType" | "digest" | "size"> | undefined;
}

/** A push as the History page lists it. */
export interface JournalEntry {
  readonly id: string;
  readonly kind: Plan["kind"];
  /** In RFC 3339. */
  readonly startedAt: string;
  readonly state: JournalState;
  readonly root: Pick<PlanRoot, "mediaType" | "digest" | "size">;
  readonly repositories: readonly string[];
  readonly tags: readonly JournalTag[];
  /** The number of content steps that are done, and of those that the plan has. */
  readonly steps: { readonly done: number; readonly planned: number };
}

/** The journal, newest first. */
export interface JournalList {
  readonly entries: readonly JournalEntry[];
  /** The files that cannot be read, each with the reason: `NAME: REASON`. */
  readonly unreadable: readonly string[];
}
