import { z } from "zod";
import { type Deletion, deletionSchema } from "./deletion.ts";
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

/** Who pushed: recorded at the beginning, since another version, user or machine may read the journal later. */
const originSchema = z.object({
  appVersion: z.string().max(256),
  /** The account of the operating system. */
  user: z.string().max(1024),
  /** The name of the machine. */
  machine: z.string().max(1024),
});
export type JournalOrigin = Readonly<z.infer<typeof originSchema>>;

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
  outline: z.union([deletionSchema, savedPlanSchema]),
  /** Absent in entries of earlier versions, as is the next one. */
  origin: originSchema.exactOptional(),
  /** The id of the attempt that this one continues. */
  continues: z.string().max(64).exactOptional(),
  /** Who made the plan. Not in the plan, which a file could set. Absent in entries of earlier versions: not known. */
  planFrom: z.enum(["app", "file"]).exactOptional(),
});
export type BegunRecord = z.infer<typeof begunRecordSchema>;

/** The second record of a file. */
export const plannedRecordSchema = z.strictObject({
  type: z.literal("planned"),
  plan: z.union([deletionSchema, savedPlanSchema]),
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
  /** The bytes in base64; absent if an earlier record of the file has the bytes of this digest. */
  data: z.string().exactOptional(),
  /** In a layout or an archive: the entry of its index, as JSON. */
  entry: z.string().max(maxLayoutEntryLength).exactOptional(),
});
export type PreviousRecord = z.infer<typeof previousRecordSchema>;

/** A manifest below a deleted one, or one that refers to it, which the registry may delete together with it. */
const relatedRecordSchema = z.strictObject({
  type: z.literal("related"),
  mediaType: text,
  digest,
  /** In bytes. */
  size: count,
  /** As in the record of a tag. */
  data: z.string().exactOptional(),
});
export type RelatedRecord = z.infer<typeof relatedRecordSchema>;

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
  relatedRecordSchema,
  z.strictObject({
    type: z.literal("done"),
    /** A content step: `REPOSITORY DIGEST`. */
    step: text,
    /** Of the push so far; absent in entries of earlier versions. */
    copiedBytes: count.exactOptional(),
    mountedBlobs: count.exactOptional(),
  }),
  /** The next request moves the tag. */
  z.strictObject({ type: z.literal("sending"), name: text, at: time }),
  /** The outcome of a tag. */
  z.strictObject({ type: z.literal("settled"), at: time, ...tagResultFields }),
  endedRecordSchema,
  closedRecordSchema,
]);
export type LaterRecord = z.infer<typeof laterRecordSchema>;

/** One line of a journal file, after its checksum. */
export const journalRecordSchema = z.discriminatedUnion("type", [
  begunRecordSchema,
  plannedRecordSchema,
  ...laterRecordSchema.options,
]);
export type JournalRecord = z.infer<typeof journalRecordSchema>;

/** Whether an attempt ended, and how. Times are in RFC 3339. */
export type JournalState =
  | { readonly kind: "running" }
  /** The process ended during the push. */
  | { readonly kind: "interrupted" }
  | { readonly kind: "done"; readonly endedAt: string }
  | { readonly kind: "failed"; readonly endedAt: string; readonly failure: Failure }
  /** It was interrupted, and the user chose not to resume it. */
  | { readonly kind: "dismissed"; readonly endedAt: string }
  /** It was interrupted, and another attempt continues it. */
  | { readonly kind: "continued"; readonly endedAt: string; readonly continuedBy: string };

/** What was done: a push of a kind, or a deletion of tags. */
export type JournalKind = Plan["kind"] | Deletion["kind"];

/** The move of a tag; `after` is null if it was deleted. */
export type JournalMove = Omit<TagMove, "after"> & { readonly after: string | null };

/** One tag of a push, after all of its attempts. */
export interface JournalTag {
  /** From the digest before the attempt that moved it. */
  readonly move: JournalMove;
  /** The id of the attempt that moved it, or of the newest one. */
  readonly attemptId: string;
  /** `sent`: the tag was requested to move, and the result was not recorded. */
  readonly state: "planned" | "sent" | TagResult["kind"];
  /** The content of the tag before the push, whose bytes the journal keeps; undefined if it keeps none. */
  readonly previous: Pick<PlanRoot, "mediaType" | "digest" | "size"> | undefined;
}

/** One run of a push, from its start to its end or to the end of the process. Each has a file of the journal. */
export interface JournalAttempt {
  readonly id: string;
  /** In RFC 3339, by the clock of the machine. */
  readonly startedAt: string;
  readonly state: JournalState;
  /** Undefined if it was not recorded. */
  readonly origin: JournalOrigin | undefined;
  /** The number of content steps that are done, and of those that the plan has. */
  readonly steps: { readonly done: number; readonly planned: number };
  /** What was transferred; undefined if it was not recorded. */
  readonly transfer: { readonly bytes: number; readonly mountedBlobs: number } | undefined;
  /** The number of tags that it moved. */
  readonly movedTags: number;
}

/** A push with all of its attempts: one that was stopped or interrupted, and those that continued it. */
export interface JournalEntry {
  /** The id of the first attempt; it stays the same when another one continues the push. */
  readonly id: string;
  readonly kind: JournalKind;
  /** When the first attempt began, in RFC 3339. */
  readonly startedAt: string;
  /** Of the last attempt, as are the steps. */
  readonly state: JournalState;
  readonly steps: JournalAttempt["steps"];
  /** What was pushed; undefined of a deletion. */
  readonly root: Pick<PlanRoot, "mediaType" | "digest" | "size"> | undefined;
  readonly repositories: readonly string[];
  readonly tags: readonly JournalTag[];
  /** At least one, the first one first. */
  readonly attempts: readonly JournalAttempt[];
  /** Whether an attempt that these continue, or one that continues them, cannot be read. */
  readonly isIncomplete: boolean;
}

/** The journal, newest first. */
export interface JournalList {
  readonly entries: readonly JournalEntry[];
  /** The files that cannot be read, each with the reason: `NAME: REASON`. */
  readonly unreadable: readonly string[];
  /** The number of older files, which are not listed. */
  readonly unlisted: number;
}

/** What the journal can set a tag back to: the content of the tag before an attempt, or what the attempt pushed. */
export interface RestorePoint {
  readonly attemptId: string;
  readonly content: "previous" | "pushed";
}

/** A digest that a tag pointed to. */
export interface TagPoint {
  /** Null: there was no such tag. */
  readonly digest: string | null;
  /** In RFC 3339: when the app set the tag, or when it first found the digest. */
  readonly at: string;
  readonly cause:
    /** The app set or deleted the tag. Not confirmed: the registry's response is unknown. */
    | {
        readonly kind: "set";
        readonly by: JournalKind;
        readonly entryId: string;
        readonly isConfirmed: boolean;
      }
    /** What the tag held when the app first saw it. */
    | { readonly kind: "found" }
    /** Another client, or this app on another machine, changed the tag. */
    | { readonly kind: "outside" };
  /** Undefined if the journal has no content of the digest. */
  readonly restore: RestorePoint | undefined;
}

/** What the journal knows of a tag, newest first. */
export interface TagTimeline {
  /** The full name of the tag. */
  readonly name: string;
  /** `REPOSITORY@DIGEST` names a point. */
  readonly repository: string;
  readonly points: readonly TagPoint[];
}
