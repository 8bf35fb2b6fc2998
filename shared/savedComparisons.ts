import { z } from "zod";
import { sideInputSchema } from "./comparedSide.ts";
import { viewLimits } from "./viewLimits.ts";

const modeSchema = z.enum(["contents", "platforms"]);

/** The fields of Compare, as they were left. */
export const comparedFieldsSchema = z.strictObject({
  mode: modeSchema,
  before: sideInputSchema,
  after: sideInputSchema,
});

/** The history of Compare, without what was read. */
export const savedComparisonsSchema = z.strictObject({
  steps: z
    .array(
      z.strictObject({
        mode: modeSchema,
        before: sideInputSchema,
        after: sideInputSchema,
        title: z.string().max(4096),
        /** The positions of the comparisons that lead to this one of nested indexes. */
        above: z.array(z.int().min(0).max(viewLimits.comparisons)).max(viewLimits.above).readonly(),
        /** The selected entry. */
        selected: z.string().max(4096),
        /** The tab that is shown of it. */
        tab: z.string().max(32),
      }),
    )
    .max(viewLimits.comparisons)
    .readonly(),
  /** The position of the shown one; -1 if there was none. */
  at: z.int().min(-1),
});
