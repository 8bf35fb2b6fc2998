import { type EntryFinder, entrySubject, warning } from "./finding.ts";

/** `dangling_attestation`: an attestation of an image that the index does not list. */
export const findDanglingAttestation: EntryFinder = ({ rows }) => {
  const isOnly = rows.filter(({ kept }) => kept).length === 1;
  return (row) =>
    row.kind === "attestation"
      ? {
          ...warning(
            "dangling_attestation",
            "This attestation is about an image that is not in the index, so no client finds it by an image; it is pushed all the same.",
            entrySubject(row),
          ),
          fixes: isOnly ? [] : [{ kind: "exclude", digests: [row.descriptor.digest] }],
        }
      : undefined;
};
