import type { Draft } from "../../../../shared/draft.ts";
import { emptyDraft } from "../../../../shared/emptyDraft.ts";

/** Returns how many of the options on the Options tab differ from their defaults. */
export function countChangedOptions({ platforms, copyReferrers, preferIndex }: Draft): number {
  const defaults = emptyDraft.copyReferrers;
  return [
    platforms.length > 0,
    copyReferrers.referrers !== defaults.referrers,
    copyReferrers.digestTags !== defaults.digestTags,
    preferIndex !== emptyDraft.preferIndex,
  ].filter(Boolean).length;
}
