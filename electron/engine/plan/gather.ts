import type { PlannedManifest } from "../../../shared/plan.ts";
import { ContentWalk, type WalkOptions } from "./contentWalk.ts";
import type { DigestTag } from "./referrersToCopy.ts";
import { manifestsOf, missingOf, type RequiredContent } from "./visited.ts";

/** The content that a target repository needs for a push. */
export interface GatheredContent {
  /** All manifests including the root: children before their index, subjects before their referrers. */
  readonly manifests: readonly PlannedManifest[];
  readonly blobs: readonly RequiredContent[];
  readonly digestTags: readonly DigestTag[];
  /** Manifests that an index lists and no store has. */
  readonly missing: readonly RequiredContent[];
}

/**
 * Lists what a push needs and the target may lack. See {@link ContentWalk}.
 *
 * @throws EngineError `too_large`, and what the stores throw
 */
export async function gatherContent(
  options: WalkOptions,
  signal: AbortSignal,
): Promise<GatheredContent> {
  const walk = new ContentWalk(options, signal);
  await walk.run();
  return {
    manifests: manifestsOf(walk.visited, options.source.root.digest),
    blobs: [...walk.blobs.values()],
    digestTags: walk.referrers.digestTags,
    missing: missingOf(walk.visited),
  };
}
