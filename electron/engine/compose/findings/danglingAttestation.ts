import { type EntryFinder, entrySubject, warning } from "./finding.ts";

/** `dangling_attestation`: an attestation of an image that the index does not list. */
export const findDanglingAttestation: EntryFinder = () => (row) =>
  row.kind === "attestation"
    ? warning(
        "dangling_attestation",
        "This attestation is about an image that is not in the index.",
        entrySubject(row),
      )
    : undefined;
