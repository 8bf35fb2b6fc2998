import { z } from "zod";
import { viewLimits } from "./viewLimits.ts";

const text = z.string().max(viewLimits.text);

/** How the opened images and pages of Inspect are shown, for the next start. */
export const inspectViewsSchema = z.strictObject({
  /** The client whose entries are marked. */
  client: z.string().max(64).exactOptional(),
  /** The expanded branches of each tree of contents, by the reference that it starts with. */
  trees: z
    .array(
      z.strictObject({
        root: text,
        expanded: z.array(text).max(viewLimits.branches).readonly(),
      }),
    )
    .max(viewLimits.pages)
    .readonly(),
  /** How the tags of repositories are listed. */
  tags: z
    .array(
      z.strictObject({
        repository: text,
        order: z.enum(["version", "name"]),
        isGrouped: z.boolean(),
        showsDigestTags: z.boolean(),
        filter: text,
        selected: z.array(text).max(viewLimits.selected).readonly(),
      }),
    )
    .max(viewLimits.pages)
    .readonly(),
  /** How the repositories of registries are filtered. */
  catalogs: z
    .array(z.strictObject({ host: text, filter: text }))
    .max(viewLimits.pages)
    .readonly(),
  /** What the tables of evidence are filtered by. */
  tables: z
    .array(z.strictObject({ table: text, filter: text }))
    .max(viewLimits.tables)
    .readonly(),
  /** How far lists are scrolled, in pixels. */
  places: z
    .array(z.strictObject({ list: text, offset: z.number().min(0).max(1e9) }))
    .max(viewLimits.places)
    .readonly(),
});
