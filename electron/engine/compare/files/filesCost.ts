import type { FilesCost, ReadingCost } from "../../../../shared/fileComparison.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { findToc } from "../../inspect/files/tocLayer.ts";

/** Returns the number of layers that two images share: the same digests in the same order from the bottom. */
export function countShared(before: readonly Descriptor[], after: readonly Descriptor[]): number {
  const first = before.findIndex(({ digest }, at) => digest !== after[at]?.digest);
  return first < 0 ? before.length : first;
}

/** Returns what comparing the files of two images takes. @param before,after their layers, from the lowest */
export function filesCost(before: readonly Descriptor[], after: readonly Descriptor[]): FilesCost {
  const shared = countShared(before, after);
  const base = byDigest(after.slice(0, shared));
  const own = byDigest([...before.slice(shared), ...after.slice(shared)]);
  return {
    own: costOf(own),
    shared: costOf(base.filter(({ digest }) => own.every((layer) => layer.digest !== digest))),
  };
}

function byDigest(layers: readonly Descriptor[]): readonly Descriptor[] {
  return [...new Map(layers.map((layer) => [layer.digest, layer])).values()];
}

function costOf(layers: readonly Descriptor[]): ReadingCost {
  const whole = layers.filter((layer) => findToc(layer) === undefined);
  return {
    layers: layers.length,
    bytes: whole.reduce((sum, { size }) => sum + size, 0),
    tocs: layers.length - whole.length,
  };
}
