import type { ResultRow } from "../../../../shared/preview.ts";
import { countOf } from "../../../../shared/countOf.ts";

/** What follows from the edit of a manifest, for the foot of a dialog. */
export function editConsequence({ attestations }: ResultRow): string {
  const about = attestations.filter(({ excluded }) => excluded !== true).length;
  const losses =
    about === 0
      ? "Signatures of its present digest do not apply to it."
      : `${countOf(about, "attestation")} and signatures of its present digest do not apply to it.`;
  return `The push creates a new manifest with another digest. ${losses}`;
}
