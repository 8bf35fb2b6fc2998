import type { Draft } from "../../../../shared/draft.ts";
import { emptyDraft } from "../../../../shared/emptyDraft.ts";

/** Returns how many of the options on the Options tab differ from their defaults. */
export function countChangedOptions(draft: Draft): number {
  const { platforms, copyReferrers, preferIndex } = draft;
  const defaults = emptyDraft.copyReferrers;
  return [
    platforms.length > 0,
    copyReferrers.referrers !== defaults.referrers,
    copyReferrers.digestTags !== defaults.digestTags,
    preferIndex !== emptyDraft.preferIndex,
    draft.indexFormat !== undefined,
    draft.artifactType !== undefined,
    draft.subject !== undefined,
  ].filter(Boolean).length;
}
