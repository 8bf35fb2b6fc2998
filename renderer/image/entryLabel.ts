import type { EntryRow } from "../../shared/preview.ts";
import { mediaTypeName } from "./mediaTypeName.ts";
import { escapeInvisible } from "../ui/escapeInvisible.ts";

/** Returns the label of an index entry: its platform, or its kind if it has none. */
export function entryLabel(row: EntryRow): string {
  if (row.platform !== undefined) {
    return escapeInvisible(row.platform);
  }
  return row.kind === "artifact"
    ? `artifact ${escapeInvisible(row.artifactType ?? row.descriptor.artifactType ?? mediaTypeName(row.descriptor.mediaType))}`
    : `${row.kind} without platform`;
}
