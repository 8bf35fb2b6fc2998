import type { TagDrop } from "../../../shared/plan.ts";
import { entryLabel } from "../../image/entryLabel.ts";
import { countOf } from "../../ui/format.ts";

/** So many entries are named; the others are counted. */
const namedEntries = 4;

/** What a tag has and would not have after its move, in words; empty where that is nothing. */
export function describeDrop(drop: TagDrop | undefined): string {
  if (drop === undefined) {
    return "";
  }
  if (drop.kind === "unknown") {
    return "what it drops is not known";
  }
  const { entries, platforms, attestations, annotations } = drop;
  // An entry may stay under another platform.
  const names = [...new Set([...entries.map(entryLabel), ...platforms])];
  const more = names.length - namedEntries;
  const lost = [
    ...names.slice(0, namedEntries),
    ...(more > 0 ? [countOf(more, "more entry", "more entries")] : []),
    ...(attestations > 0 ? [countOf(attestations, "attestation")] : []),
    ...(annotations.length > 0 ? [countOf(annotations.length, "annotation")] : []),
  ];
  return lost.length === 0 ? "" : `drops ${lost.join(", ")}`;
}
