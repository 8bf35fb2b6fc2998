import type { Descriptor } from "../../../../shared/oci/descriptor.ts";

/** Names the compressions of layers: `gzip`, `zstd`, or several, sorted; empty without layers. */
export function compressionOf(layers: readonly Descriptor[]): string {
  const names = layers.map(({ mediaType }) => /[+.](gzip|zstd)$/.exec(mediaType)?.[1] ?? "none");
  return [...new Set(names)].toSorted().join(", ");
}
