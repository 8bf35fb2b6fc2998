import { countOf } from "../../../shared/countOf.ts";
import type { EntryDetails } from "../../../shared/inspection.ts";
import type { EntryRow } from "../../../shared/preview.ts";
import { entryLabel } from "../../image/entryLabel.ts";
import { formatBytes } from "../../ui/format.ts";
import { descriptorKey } from "./listedEntry.ts";

/** An image that has a layer. */
interface LayerUser {
  /** Of its manifest. */
  readonly digest: string;
  /** The labels of the rows that list it. */
  readonly labels: readonly string[];
}

/** The images of an index that have a layer, by its digest. */
export type LayerUse = ReadonlyMap<string, readonly LayerUser[]>;

/** The layers of an index in bytes, each counted once: those of one image only, and those that several have. */
export interface DistinctSizes {
  readonly own: number;
  readonly shared: number;
}

/** Finds the images that have each layer, as far as they were read. */
export function findLayerUse(
  repository: string,
  rows: readonly EntryRow[],
  details: Readonly<Record<string, EntryDetails>>,
): LayerUse {
  const use = new Map<string, LayerUser[]>();
  const found = new Map<string, { readonly digest: string; readonly labels: string[] }>();
  for (const row of rows) {
    const { digest } = row.descriptor;
    const read = details[descriptorKey(repository, row.descriptor)];
    if (read?.kind !== "read") {
      continue;
    }
    // The same manifest for two platforms is one image.
    const known = found.get(digest);
    if (known !== undefined) {
      known.labels.push(entryLabel(row));
      continue;
    }
    const user = { digest, labels: [entryLabel(row)] };
    found.set(digest, user);
    for (const layer of new Set(read.layers.map((each) => each.digest))) {
      const users = use.get(layer);
      if (users === undefined) {
        use.set(layer, [user]);
      } else {
        users.push(user);
      }
    }
  }
  return use;
}

/** Platforms that are named; the others are counted. */
const maxNamed = 8;

/**
 * Names the platforms besides that of an image which have any of some layers: `linux/arm64, linux/386`; empty if none has.
 * @param own the digest of the image
 */
export function nameSharers(layers: readonly string[], own: string, use: LayerUse): string {
  const sharers = new Set<string>();
  for (const layer of layers) {
    for (const { digest, labels } of use.get(layer) ?? []) {
      if (digest !== own) {
        labels.forEach((label) => sharers.add(label));
      }
    }
  }
  const named = [...sharers].slice(0, maxNamed).join(", ");
  const more = sharers.size - maxNamed;
  return more > 0 ? `${named} and ${more} more` : named;
}

/** Says what an image shares: `shares 3 of 7 layers, 42 MB, with linux/amd64, linux/arm64`; empty if nothing. */
export function describeShared(
  details: EntryDetails | undefined,
  own: string,
  use: LayerUse,
): string {
  const shared = sharedLayers(details, use);
  if (details?.kind !== "read" || shared.length === 0) {
    return "";
  }
  const size = shared.reduce((sum, layer) => sum + layer.size, 0);
  const sharers = nameSharers(
    shared.map(({ digest }) => digest),
    own,
    use,
  );
  return `shares ${shared.length} of ${countOf(details.layers.length, "layer")}, ${formatBytes(size)}, with ${sharers}`;
}

/** The layers of an image that other images of the index have as well. */
export function sharedLayers(
  details: EntryDetails | undefined,
  use: LayerUse,
): readonly { readonly digest: string; readonly size: number }[] {
  return details?.kind === "read"
    ? details.layers.filter(({ digest }) => (use.get(digest)?.length ?? 0) > 1)
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
        sums[(use.get(digest)?.length ?? 0) > 1 ? "shared" : "own"] += size;
      }
    }
  }
  return sums;
}
