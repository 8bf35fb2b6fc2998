import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { EngineError } from "../errors.ts";
import { maxIndexDepth, successors, type Successors } from "../oci/successors.ts";
import type { Store } from "../stores/store.ts";

/** A manifest that the target lacks, the store that has it, and what it points to. */
export interface Node extends Successors {
  readonly descriptor: Descriptor;
  readonly from: Store;
}

/**
 * Reads a manifest and lists what it points to.
 * @param depth number of indexes above it
 * @throws EngineError `too_large` beyond the maximum nesting depth, `size_mismatch` if its index gives another size
 */
export async function readNode(
  descriptor: Descriptor,
  from: Store,
  depth: number,
  signal: AbortSignal,
): Promise<Node> {
  if (depth > maxIndexDepth) {
    throw new EngineError(
      "too_large",
      `The indexes are nested deeper than ${maxIndexDepth} levels at ${descriptor.digest}.`,
    );
  }
  const fetched = await from.fetchManifest({ digest: descriptor.digest }, signal);
  if (descriptor.size !== fetched.bytes.byteLength) {
    throw new EngineError(
      "size_mismatch",
      `${from.repository}@${descriptor.digest} has ${fetched.bytes.byteLength} bytes, its index says ${descriptor.size}.`,
      {
        hint: "The index that lists it is invalid. Exclude this entry.",
      },
    );
  }
  return { descriptor, from, ...successors({ ...fetched, mediaType: descriptor.mediaType }) };
}
