import { useMemo } from "react";
import { useCompare } from "./compareStore.ts";

/**
 * Returns the layers that an image has in common with the one that it is compared with in the Compare view, by their
 * digests.
 * @param digest of the image's manifest
 */
export function useComparedLayers(digest: string): ReadonlySet<string> {
  const comparison = useCompare((state) => state.comparison);
  const images = useCompare((state) => state.images);
  return useMemo(() => {
    const pairs = comparison?.kind === "read" ? comparison.value.pairs : [];
    const shared = pairs
      .filter(({ before, after }) =>
        [before, after].some((side) => side?.descriptor.digest === digest),
      )
      .flatMap(({ id }) => {
        const state = images[id];
        return state?.kind === "read" ? state.value.layers : [];
      })
      .filter(({ kind }) => kind === "shared");
    return new Set(shared.flatMap(({ after }) => after?.descriptor.digest ?? []));
  }, [comparison, images, digest]);
}
