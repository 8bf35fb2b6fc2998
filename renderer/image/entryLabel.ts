import type { EntryRow } from "../../shared/preview.ts";
import { artifactName } from "./artifactName.ts";
import { mediaTypeName } from "./mediaTypeName.ts";
import { escapeInvisible } from "../ui/escapeInvisible.ts";

/** Returns the label of an index entry: its platform, or what it is: `Helm chart`, `image without platform`. */
export function entryLabel(row: EntryRow): string {
  if (row.platform !== undefined) {
    return escapeInvisible(row.platform);
  }
  if (row.kind !== "artifact") {
    return `${row.kind} without platform`;
  }
  const type = row.artifactType ?? row.descriptor.artifactType;
  return (
    artifactName(type ?? row.descriptor.mediaType) ??
    `artifact ${type === undefined ? mediaTypeName(row.descriptor.mediaType) : escapeInvisible(type)}`
  );
}
