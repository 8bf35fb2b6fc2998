import type { Draft } from "../../../shared/draft.ts";

/** Whether nothing has been put into the draft. */
export function isEmptyDraft(draft: Draft): boolean {
  return (
    draft.sources.length === 0 &&
    draft.annotations.length === 0 &&
    draft.platforms.length === 0 &&
    draft.excluded.length === 0 &&
    draft.targets.length === 0
  );
}
