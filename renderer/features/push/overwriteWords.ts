import { countOf } from "../../ui/countOf.ts";
import type { Comparison } from "../compose/compareTarget.ts";

/** So many entries are named; the others are counted. */
const namedEntries = 4;

/** What a tag had and would not have any more, in words; empty where that is nothing. */
export function overwriteWords({ entries, attestationsLost, annotations }: Comparison): string {
  const removed = entries.filter(({ kind }) => kind === "removed").map(({ label }) => label);
  const more = removed.length - namedEntries;
  const lostAnnotations = annotations.filter(({ kind }) => kind === "removed").length;
  const lost = [
    ...removed.slice(0, namedEntries),
    ...(more > 0 ? [countOf(more, "more entry", "more entries")] : []),
    ...(attestationsLost > 0 ? [countOf(attestationsLost, "attestation")] : []),
    ...(lostAnnotations > 0 ? [countOf(lostAnnotations, "annotation")] : []),
  ];
  return lost.length === 0 ? "" : `loses ${lost.join(", ")}`;
}
