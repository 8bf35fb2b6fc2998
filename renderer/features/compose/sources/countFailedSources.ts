import type { ComposeData } from "../composeState.ts";

/** Counts the draft's sources that could not be read. */
export function countFailedSources({
  draft,
  sources,
}: Pick<ComposeData, "draft" | "sources">): number {
  return draft.sources.filter(({ id }) => sources[id]?.kind === "failed").length;
}
