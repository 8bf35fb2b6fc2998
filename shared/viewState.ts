import { z } from "zod";
import { savedTabsSchema } from "./inspectTabs.ts";
import { inspectViewsSchema } from "./inspectViews.ts";
import { comparedFieldsSchema, savedComparisonsSchema } from "./savedComparisons.ts";

/** The most panes of a group that are remembered. */
const maxPanes = 8;

/** Sizes in percent of the group, by pane. */
const paneSizesSchema = z
  .record(z.string().max(32), z.number().min(0).max(100))
  .refine((sizes) => Object.keys(sizes).length <= maxPanes);

/** How the user arranged the window, apart from the window's bounds. What is absent has its default. */
export const viewStateSchema = z.strictObject({
  /** Sources, result and preview side by side. */
  composePanes: paneSizesSchema.exactOptional(),
  /** The entries of the result and the details below them. */
  resultPanes: paneSizesSchema.exactOptional(),
  /** Whether the details of the result are folded. */
  areDetailsFolded: z.boolean().exactOptional(),
  detailsTab: z.enum(["annotations", "options", "losses"]).exactOptional(),
  /** The view that was shown. */
  shownView: z.enum(["compose", "inspect", "compare", "history", "registries"]).exactOptional(),
  /** The fields of Compare. */
  compared: comparedFieldsSchema.exactOptional(),
  comparisons: savedComparisonsSchema.exactOptional(),
  /** The entries of a comparison and the details beside them. */
  comparePanes: paneSizesSchema.exactOptional(),
  /** Contents, details and raw bytes of Inspect side by side, in a wide window. */
  inspectPanes: paneSizesSchema.exactOptional(),
  /** Contents and details of Inspect, in a window without room for the raw bytes. */
  narrowInspectPanes: paneSizesSchema.exactOptional(),
  inspectTabs: savedTabsSchema.exactOptional(),
  inspectViews: inspectViewsSchema.exactOptional(),
  /** References that were inspected, the most recent first. */
  recentInspections: z.array(z.string().min(1).max(4096)).max(20).readonly().exactOptional(),
  /** The tool whose script is shown. */
  scriptTool: z.enum(["buildx", "regctl", "crane"]).exactOptional(),
});
type Immutable<T> = T extends object ? { readonly [K in keyof T]: Immutable<T[K]> } : T;
export type ViewState = Immutable<z.infer<typeof viewStateSchema>>;
export type SavedTabs = NonNullable<ViewState["inspectTabs"]>;
export type SavedViews = NonNullable<ViewState["inspectViews"]>;

/** The tabs below the entries of the result. */
export type DetailsTab = NonNullable<ViewState["detailsTab"]>;
