import type { LayerPair, LayerSide } from "../../../shared/comparison.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { asText, listAt, type LooseObject, textAt } from "../inspect/evidence/looseJson.ts";

/** A layer with what the config says of it. */
export interface DescribedLayer extends LayerSide {
  /** The digest of its files without compression. */
  readonly diffId?: string;
}

/**
 * Describes layers by a config: the diff ID and the build step of each.
 * @param config undefined if it could not be read
 */
export function describeLayers(
  layers: readonly Descriptor[],
  config: LooseObject | undefined,
): readonly DescribedLayer[] {
  const diffIds = listAt(config, "rootfs", "diff_ids").map(asText);
  const steps = listAt(config, "history").filter((item) => textAt(item, "empty_layer") !== "true");
  return layers.map((descriptor, at) => {
    // Lists of other lengths belong to other layers.
    const diffId = diffIds.length === layers.length ? diffIds[at] : undefined;
    const createdBy =
      steps.length === layers.length ? textAt(steps[at], "created_by")?.slice(0, 1000) : undefined;
    return {
      descriptor,
      ...(diffId === undefined ? {} : { diffId }),
      ...(createdBy === undefined ? {} : { createdBy }),
    };
  });
}

/** The keys by which layers are paired, the most specific first. */
const pairings = [
  { kind: "shared", keyOf: ({ descriptor }: DescribedLayer) => descriptor.digest },
  { kind: "recompressed", keyOf: ({ diffId }: DescribedLayer) => diffId },
] as const;

/**
 * Pairs the layers of two images: by digest, then by diff ID. An image may have a layer twice; each is paired once.
 * @returns the layers of the second image in order, with those that only the first one has at their old places
 */
export function compareLayers(
  before: readonly DescribedLayer[],
  after: readonly DescribedLayer[],
): readonly LayerPair[] {
  const unpaired = new Set(before.keys());
  const found = new Map<
    number,
    { readonly kind: "shared" | "recompressed"; readonly at: number }
  >();
  for (const { kind, keyOf } of pairings) {
    const byKey = Map.groupBy(unpaired, (at) => keyOf(before[at] as DescribedLayer));
    for (const [to, layer] of after.entries()) {
      const key = keyOf(layer);
      const at = key === undefined || found.has(to) ? undefined : byKey.get(key)?.shift();
      if (at !== undefined) {
        found.set(to, { kind, at });
        unpaired.delete(at);
      }
    }
  }
  const removed = [...unpaired];
  const pairs: LayerPair[] = [];
  const addRemoved = (until: number): void => {
    while (removed[0] !== undefined && removed[0] < until) {
      pairs.push({ kind: "removed", before: sideOf(before[removed.shift() as number]) });
    }
  };
  /** For each layer of the second image, the place of the next paired one in the first image. */
  const next = new Map<number, number>();
  let place = before.length;
  for (const to of [...after.keys()].toReversed()) {
    place = found.get(to)?.at ?? place;
    next.set(to, place);
  }
  for (const [to, layer] of after.entries()) {
    const pair = found.get(to);
    if (pair === undefined) {
      addRemoved(next.get(to) ?? before.length);
      pairs.push({ kind: "added", after: sideOf(layer) });
    } else {
      addRemoved(pair.at);
      pairs.push({ kind: pair.kind, before: sideOf(before[pair.at]), after: sideOf(layer) });
    }
  }
  addRemoved(before.length);
  return pairs;
}

function sideOf(layer: DescribedLayer | undefined): LayerSide {
  const { descriptor, createdBy } = layer as DescribedLayer;
  return { descriptor, ...(createdBy === undefined ? {} : { createdBy }) };
}
