import type { EntryDetails } from "../../../shared/inspection.ts";
import type { EntryRow } from "../../../shared/preview.ts";
import { descriptorKey } from "./listedEntry.ts";

/** How many images of an index have a layer, by its digest. */
export type LayerUse = ReadonlyMap<string, number>;

/** The layers of an index in bytes, each counted once: those of one image only, and those that several have. */
export interface DistinctSizes {
  readonly own: number;
  readonly shared: number;
}

/** Counts the images that have each layer, as far as they were read. */
export function countLayerUse(
  repository: string,
  rows: readonly EntryRow[],
  details: Readonly<Record<string, EntryDetails>>,
): LayerUse {
  const use = new Map<string, number>();
  const counted = new Set<string>();
  for (const { descriptor } of rows) {
    const found = details[descriptorKey(repository, descriptor)];
    if (found?.kind !== "read" || counted.has(descriptor.digest)) {
      continue;
    }
    // The same manifest for two platforms is one image.
    counted.add(descriptor.digest);
    for (const digest of new Set(found.layers.map((layer) => layer.digest))) {
      use.set(digest, (use.get(digest) ?? 0) + 1);
    }
  }
  return use;
}

/** The layers of an image that other images of the index have as well. */
export function sharedLayers(
  details: EntryDetails | undefined,
  use: LayerUse,
): readonly { readonly digest: string; readonly size: number }[] {
  return details?.kind === "read"
    ? details.layers.filter(({ digest }) => (use.get(digest) ?? 0) > 1)
    : [];
}

/** Adds up the layers of an index, as far as they were read. */
export function sumDistinctLayers(
  repository: string,
  rows: readonly EntryRow[],
  {
    details,
    use,
  }: { readonly details: Readonly<Record<string, EntryDetails>>; readonly use: LayerUse },
): DistinctSizes {
  const counted = new Set<string>();
  const sums = { own: 0, shared: 0 };
  for (const { descriptor } of rows) {
    const found = details[descriptorKey(repository, descriptor)];
    for (const { digest, size } of found?.kind === "read" ? found.layers : []) {
      if (!counted.has(digest)) {
        counted.add(digest);
        sums[(use.get(digest) ?? 0) > 1 ? "shared" : "own"] += size;
      }
    }
  }
  return sums;
}
