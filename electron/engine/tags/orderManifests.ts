import type { AffectedManifest } from "../../../shared/deletion.ts";
import { isIndexType } from "../../../shared/oci/mediaTypes.ts";
import { manifestHeights } from "../plan/manifestHeights.ts";

/**
 * Sorts manifests so that each index comes before what it lists: Harbor, GitLab, Google Artifact Registry and zot refuse
 * to delete a manifest while an index lists it.
 * @param childrenOf returns the digests that a manifest lists
 */
export function orderManifests<T extends Pick<AffectedManifest, "digest" | "mediaType">>(
  manifests: readonly T[],
  childrenOf: (digest: string) => readonly string[],
): readonly T[] {
  const heights = manifestHeights(
    new Map(manifests.map(({ digest }) => [digest, childrenOf(digest)])),
  );
  // An index may also lead to an image through another index that is not deleted.
  const rank = ({ digest, mediaType }: T): number =>
    isIndexType(mediaType) ? 1 + (heights.get(digest) ?? 0) : 0;
  return manifests.toSorted((a, b) => rank(b) - rank(a));
}
