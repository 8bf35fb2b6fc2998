import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { EngineError, isNotFound } from "../errors.ts";
import { maxIndexDepth, successors, type Successors } from "../oci/successors.ts";
import { isMaskedNotFound } from "../stores/probeForbiddenManifest.ts";
import type { Store } from "../stores/store.ts";
import type { WalkLimits } from "./walkLimits.ts";

/** A manifest that the target lacks, the store that has it, and what it points to. */
export interface Node extends Successors {
  readonly descriptor: Descriptor;
  readonly from: Store;
}

interface NodePlace {
  readonly from: Store;
  /** Number of indexes above it. */
  readonly depth: number;
}

/**
 * Reads a manifest and lists what it points to.
 * @throws EngineError `too_large` beyond the maximum nesting depth, `size_mismatch` if its index gives another size
 */
export async function readNode(
  descriptor: Descriptor,
  { from, depth }: NodePlace,
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

/** From where to read a manifest. */
interface ReadOptions {
  /** In order of preference. */
  readonly stores: readonly Store[];
  /** Indexes above the manifest. */
  readonly depth: number;
  /** Whether the manifest counts as deleted if a registry answers 403 for it as for missing content. */
  readonly isOptional?: boolean;
  readonly limits: WalkLimits;
}

/**
 * Reads a manifest from the first store that has it.
 * @returns undefined if no store has it
 * @throws EngineError `denied` if a store refuses and no other has it, `too_large`, and what the stores throw
 */
export async function readFirst(
  descriptor: Descriptor,
  { stores, depth, isOptional = false, limits }: ReadOptions,
  signal: AbortSignal,
): Promise<Node | undefined> {
  let refusal: EngineError | undefined;
  for (const store of stores) {
    try {
      const node = await readNode(descriptor, { from: store, depth }, signal);
      limits.countManifest(node.content);
      return node;
    } catch (error) {
      if (isNotFound(error)) {
        continue;
      }
      if (!(error instanceof EngineError) || error.status !== 403) {
        throw error;
      }
      const isDeleted = isOptional && (await isMaskedNotFound(error, store, signal));
      if (!isDeleted) {
        refusal ??= error;
      }
    }
  }
  if (refusal) {
    throw refusal;
  }
  return undefined;
}
