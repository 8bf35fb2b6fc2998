import { attestedDigest } from "../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";

/** The entries of sources after replacements. */
interface ReplacedEntries {
  /** For each source, its entries. Those that replace an entry are in the list of the source that lists it. */
  readonly lists: readonly (readonly Descriptor[])[];
  /** For each replaced digest, the digests that take its place. */
  readonly replacements: ReadonlyMap<string, readonly string[]>;
}

/**
 * Puts the entries of a source in the place of an entry of other sources, which is removed with its attestations. A
 * source whose digest to replace is not found keeps its own place.
 *
 * @param lists the entries of each source
 * @param replaces for each source, the digest that it replaces
 */
export function replaceEntries(
  lists: readonly (readonly Descriptor[])[],
  replaces: readonly (string | undefined)[],
): ReplacedEntries {
  const replacements = new Map<string, readonly string[]>();
  const result = [...lists];
  replaces.forEach((digest, position) => {
    const entries = lists[position] ?? [];
    if (digest === undefined || entries.some((entry) => entry.digest === digest)) {
      return;
    }
    const isReplaced = (entry: Descriptor): boolean =>
      entry.digest === digest || attestedDigest(entry) === digest;
    const at = result.findIndex((list) => list.some((entry) => entry.digest === digest));
    if (at < 0) {
      return;
    }
    result[position] = [];
    const list = result[at] ?? [];
    const first = list.findIndex((entry) => entry.digest === digest);
    result[at] = [...list.slice(0, first), ...entries, ...list.slice(first)];
    result.forEach((other, index) => {
      if (other.some(isReplaced)) {
        result[index] = other.filter((entry) => !isReplaced(entry));
      }
    });
    replacements.set(
      digest,
      entries.map((entry) => entry.digest),
    );
  });
  return { lists: result, replacements };
}
