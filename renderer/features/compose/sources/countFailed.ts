import type { ComposeData } from "../composeState.ts";

/** How many of the draft's sources could not be read, as far as they have been asked for. */
export function countFailedSources({
  draft,
  sources,
}: Pick<ComposeData, "draft" | "sources">): number {
  return draft.sources.filter(({ id }) => sources[id]?.kind === "failed").length;
}
