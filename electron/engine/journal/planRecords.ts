import { z } from "zod";
import type { Plan, TagOutcome } from "../../../shared/plan.ts";
import { failureSchema } from "../../../shared/errors.ts";
import { EngineError } from "../errors.ts";
import { maxLayoutEntryLength, savedPlanSchema } from "../../../shared/plan.ts";

const text = z.string().max(64 * 1024);
const time = z.iso.datetime();

/** What became of a tag, by its whole name: the plan has the rest. */
const tagFields = {
  name: text,
  kind: z.enum(["moved", "same", "untouched", "unknown"]),
  now: z.string().max(256).nullable().exactOptional(),
};
const tagResultSchema = z.strictObject(tagFields);
export type TagResult = z.infer<typeof tagResultSchema>;

/** The part of an outcome that the journal keeps of a tag. */
export function tagResult(outcome: TagOutcome): TagResult {
  const { kind, move } = outcome;
  const now = kind === "untouched" && outcome.now !== undefined ? { now: outcome.now } : {};
  return { name: move.name, kind, ...now };
}

/** The first two lines of every file: nothing was pushed before both were on the disk. */
const begunSchema = z.strictObject({
  type: z.literal("begun"),
  /** Of all records of the file. */
  version: z.literal(1),
  id: z.string().max(64),
  at: time,
  /** Steps of content that the plan has. */
  steps: z.int().min(0),
  /** The plan without its content, so that a list need not read plans of many megabytes. */
  outline: savedPlanSchema,
});
const plannedSchema = z.strictObject({ type: z.literal("planned"), plan: savedPlanSchema });

const laterSchema = z.discriminatedUnion("type", [
  /** What a tag held before it moved. */
  z.strictObject({
    type: z.literal("held"),
    name: text,
    mediaType: text,
    digest: z.string().max(256),
    size: z.int().min(0),
    /** The bytes in base64. */
    data: z.string(),
    /** Of a layout or an archive: the entry of its index, as JSON. */
    entry: z.string().max(maxLayoutEntryLength).exactOptional(),
  }),
  z.strictObject({ type: z.literal("done"), step: text }),
  z.strictObject({ type: z.literal("sending"), name: text, at: time }),
  z.strictObject({ type: z.literal("settled"), at: time, ...tagFields }),
  z.strictObject({
    type: z.literal("ended"),
    at: time,
    repositories: z.array(
      z.strictObject({
        repository: text,
        content: z.enum(["complete", "incomplete", "untouched"]),
        failure: failureSchema.exactOptional(),
      }),
    ),
    tags: z.array(tagResultSchema),
    copiedBytes: z.int().min(0),
    mountedBlobs: z.int().min(0),
    failure: failureSchema.exactOptional(),
  }),
  /** Nobody will go on with it, or another entry does. */
  z.strictObject({
    type: z.literal("left"),
    at: time,
    continuedBy: z.string().max(64).exactOptional(),
  }),
]);

/** What stands in a line of the journal. */
export const recordSchema = z.union([
  z.discriminatedUnion("type", [begunSchema, plannedSchema]),
  laterSchema,
]);
export type Begun = z.infer<typeof begunSchema>;
export type JournalRecord = z.infer<typeof recordSchema>;
/** What comes after the beginning, in any order. */
export type LaterRecord = z.infer<typeof laterSchema>;
export type Ended = Extract<LaterRecord, { type: "ended" }>;

/** The beginning of a line that holds a plan, which a list passes over. */
export const plannedStart = '{"type":"planned",';

/**
 * The records that a file begins with.
 * @throws EngineError `too_large` where the plan could not be read again
 */
export function firstRecords(plan: Plan, id: string, at: string): readonly [Begun, JournalRecord] {
  // Differences are between then and now, and the schema of plans in files refuses them.
  const planned = { type: "planned", plan: withoutFindings(plan) } as const;
  const checked = plannedSchema.safeParse(planned);
  if (!checked.success) {
    throw new EngineError("too_large", "The push is too large for the journal.", {
      hint: "Push to fewer targets at once.",
      detail: z.prettifyError(checked.error),
    });
  }
  return [
    { type: "begun", version: 1, id, at, steps: countSteps(plan), outline: outlinePlan(plan) },
    planned,
  ];
}

/** A plan without its content: what it is about, and the tags that it moves. */
export function outlinePlan(plan: Plan): Plan {
  return {
    ...withoutFindings(plan),
    root: { ...plan.root, data: "" },
    repositories: plan.repositories.map((part) => ({ ...part, blobs: [], manifests: [] })),
  };
}

/** Without what is found anew whenever a plan is taken up. */
function withoutFindings(plan: Plan): Plan {
  const { differences: _, drops: __, ...kept } = plan;
  return kept;
}

function countSteps({ repositories }: Plan): number {
  return repositories
    .flatMap(({ blobs, manifests }) => [...blobs, ...manifests])
    .filter(({ action: { kind } }) => kind !== "exists" && kind !== "skip").length;
}
