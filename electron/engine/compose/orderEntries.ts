import { attestedDigest, isAttestation } from "../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";

/**
 * Orders entries by their digests; entries without a place follow in their own order. Attestations that directly follow
 * their image move with it; others stay behind all images, in the order of these.
 *
 * @returns the same array if no entry moves
 */
export function orderEntries(
  entries: readonly Descriptor[],
  order: readonly string[],
): readonly Descriptor[] {
  if (order.length === 0) {
    return entries;
  }
  const places = new Map(order.map((digest, place) => [digest, place]));
  const { groups, attestations } = groupEntries(entries);
  const placeOf = ([head]: readonly Descriptor[]): number =>
    places.get(head?.digest ?? "") ?? order.length;
  // The sort is stable.
  const sorted = groups.toSorted((a, b) => placeOf(a) - placeOf(b));
  const positions = new Map(sorted.map(([head], position) => [head?.digest, position]));
  const positionOf = (entry: Descriptor): number => positions.get(attestedDigest(entry)) ?? 0;
  const ordered = [
    ...sorted.flat(),
    ...attestations.toSorted((a, b) => positionOf(a) - positionOf(b)),
  ];
  return ordered.every((entry, at) => entry === entries[at]) ? entries : ordered;
}

interface EntryGroups {
  /** An entry with the attestations that directly follow it. */
  readonly groups: readonly (readonly Descriptor[])[];
  /** The other attestations of images. */
  readonly attestations: readonly Descriptor[];
}

function groupEntries(entries: readonly Descriptor[]): EntryGroups {
  const images = new Set(
    entries.filter((entry) => !isAttestation(entry)).map(({ digest }) => digest),
  );
  const groups: Descriptor[][] = [];
  const attestations: Descriptor[] = [];
  for (const entry of entries) {
    const subject = attestedDigest(entry);
    const last = groups.at(-1);
    if (subject === undefined || !images.has(subject)) {
      groups.push([entry]);
    } else if (last?.[0]?.digest === subject && attestations.length === 0) {
      last.push(entry);
    } else {
      attestations.push(entry);
    }
  }
  return { groups, attestations };
}
