import type { Draft } from "../../../shared/draft.ts";

/** A draft with nothing in it. Here and not in shared/draft.ts so that the window needs no zod. */
export const emptyDraft: Draft = {
  sources: [],
  annotations: [],
  platforms: [],
  preferIndex: true,
  keepOsVersion: false,
  targets: [],
};

/** Whether nothing has been put into the draft. */
export function isEmptyDraft(draft: Draft): boolean {
  return (
    draft.sources.length === 0 &&
    draft.annotations.length === 0 &&
    draft.platforms.length === 0 &&
    draft.targets.length === 0
  );
}
