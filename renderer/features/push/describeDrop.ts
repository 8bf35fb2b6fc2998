import type { TagDrop } from "../../../shared/plan.ts";
import { entryLabel } from "../../image/entryLabel.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { countOf } from "../../../shared/countOf.ts";

/** The maximum number of entries to name; the others are counted. */
const maxNames = 4;

/** Describes what a tag has now and would not have after its move: `drops linux/386, 1 annotation`; empty for nothing. */
export function describeDrop(drop: TagDrop | undefined): string {
  if (drop === undefined) {
    return "";
  }
  if (drop.kind === "unknown") {
    return "dropped items unknown";
  }
  const { entries, platforms, attestations, annotations, entryAnnotations, fields } = drop;
  // Platforms first, in the order of the index. One may have no dropped entry: its entry may have another platform then.
  const names = [...new Set([...platforms.map(escapeInvisible), ...entries.map(entryLabel)])];
  const more = names.length - maxNames;
  const dropped = [
    ...names.slice(0, maxNames),
    ...(more > 0 ? [countOf(more, "more entry", "more entries")] : []),
    ...(attestations > 0 ? [countOf(attestations, "attestation")] : []),
    ...(annotations.length > 0 ? [countOf(annotations.length, "annotation")] : []),
    ...(entryAnnotations > 0 ? [countOf(entryAnnotations, "entry annotation")] : []),
    ...fields.map((field) => (field === "artifactType" ? "artifact type" : "subject")),
  ];
  return dropped.length === 0 ? "" : `drops ${dropped.join(", ")}`;
}
