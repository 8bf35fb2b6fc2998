import { z } from "zod";
import { draftSchema } from "./draft.ts";

/** Most steps that are saved in one direction. */
const maxSteps = 30;

const savedStepSchema = z.strictObject({
  draft: draftSchema,
  /** The change between this draft and the next one, as a command: `Exclude linux/arm/v7`. */
  change: z.string().max(200),
});
export type SavedStep = z.infer<typeof savedStepSchema>;

/** The steps of the undo history that are kept for the next start, the nearest last. */
export const savedHistorySchema = z.strictObject({
  past: z.array(savedStepSchema).max(maxSteps),
  future: z.array(savedStepSchema).max(maxSteps),
});
export type SavedHistory = z.infer<typeof savedHistorySchema>;
