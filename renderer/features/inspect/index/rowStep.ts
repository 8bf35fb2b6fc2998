import type { EntryRow } from "../../../../shared/preview.ts";
import { entryLabel } from "../../../image/entryLabel.ts";
import type { Crumb } from "../visit.ts";

/** The step of a trail that leads from an index to an entry. */
export function rowStep(repository: string, row: EntryRow): Crumb {
  const label = row.kind === "attestation" ? "attestation" : entryLabel(row);
  return { text: `${repository}@${row.descriptor.digest}`, label };
}
