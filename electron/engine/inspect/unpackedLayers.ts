import type { UnpackedLayer } from "../../../shared/inspection.ts";
import { digestOf, isDigest } from "../oci/digest.ts";

/** More than any image has layers. */
const maxLayers = 1000;

/**
 * Returns the digest of each unpacked layer, and of the chain of layers up to it: what a client stores an unpacked layer
 * under. Source: OCI image-spec 1.1, "config.md", Layer ChainID.
 * @param diffIds from the lowest
 * @returns nothing if there is not a valid one for each layer
 */
export function readUnpacked(
  diffIds: readonly string[],
  layerCount: number,
): readonly UnpackedLayer[] {
  if (diffIds.length !== layerCount || layerCount > maxLayers || !diffIds.every(isDigest)) {
    return [];
  }
  let chainId = "";
  return diffIds.map((diffId) => {
    chainId = chainId === "" ? diffId : digestOf(Buffer.from(`${chainId} ${diffId}`));
    return { diffId, chainId };
  });
}
