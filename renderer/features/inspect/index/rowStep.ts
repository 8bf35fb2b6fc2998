import type { EntryDetails } from "../../../../shared/inspection.ts";
import type { EntryRow } from "../../../../shared/preview.ts";
import { rowLabel } from "../entryFacts.ts";
import type { Crumb } from "../visit.ts";

/** The step of a trail that leads from an index to an entry. @param details as far as it is known */
export function rowStep(
  repository: string,
  row: EntryRow,
  details: EntryDetails | undefined,
): Crumb {
  const label = row.kind === "attestation" ? "attestation" : rowLabel(row, details);
  return { text: `${repository}@${row.descriptor.digest}`, label };
}
