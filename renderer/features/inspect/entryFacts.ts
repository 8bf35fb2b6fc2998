import type { EntryDetails, EntryProblem } from "../../../shared/inspection.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { EntryRow } from "../../../shared/preview.ts";
import { entryLabel } from "../../image/entryLabel.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { predicateName } from "./evidence/predicateName.ts";

/** What is wrong with an entry, as far as it is known. */
export function entryProblems(details: EntryDetails | undefined): readonly EntryProblem[] {
  switch (details?.kind) {
    case undefined:
      return [];
    case "read":
      return details.problems;
    case "failed":
      return [
        {
          kind: details.error.code === "not_found" ? "missing" : "unreadable",
          message: details.error.message,
        },
      ];
  }
}

/** What is wrong with an attestation whose image the index does not list. */
const danglingAttestation: EntryProblem = {
  kind: "dangling",
  message: "The index does not list the image that it is about.",
};

/** What is wrong with a row of an index: as an attestation, it is one without an image. */
export function rowProblems(
  { kind }: EntryRow,
  details: EntryDetails | undefined,
): readonly EntryProblem[] {
  return [...(kind === "attestation" ? [danglingAttestation] : []), ...entryProblems(details)];
}

/** Most platforms of a nested index in its label. */
const maxNamedPlatforms = 4;

/**
 * The label of a row of an index. Once they were read, an attestation is named by its predicates, a nested index without a
 * platform by those of its images, and what is not an image by its type.
 */
export function rowLabel(row: EntryRow, details: EntryDetails | undefined): string {
  if (row.kind === "attestation") {
    return attestationLabel(details);
  }
  if (row.platform !== undefined || details?.kind !== "read") {
    return entryLabel(row);
  }
  const { platforms = [], artifactType } = details;
  const more = platforms.length - maxNamedPlatforms;
  if (platforms.length > 0) {
    const names = platforms.slice(0, maxNamedPlatforms).map(escapeInvisible).join(", ");
    return `index of ${names}${more > 0 ? ` and ${more} more` : ""}`;
  }
  return artifactType === undefined
    ? entryLabel(row)
    : entryLabel({ ...row, kind: "artifact", artifactType });
}

/** What an attestation states: `provenance, SBOM (SPDX)`. */
export function attestationLabel(details: EntryDetails | undefined): string {
  const names = details?.kind === "read" ? details.statements : [];
  return names.map(({ predicateType }) => predicateName(predicateType)).join(", ") || "attestation";
}

/** The short name of a problem. */
export const problemNames: Readonly<Record<EntryProblem["kind"], string>> = {
  missing: "missing",
  wrong_size: "wrong size",
  skewed: "wrong platform",
  dangling: "image not listed",
  unreadable: "unreadable",
  foreign: "other image",
  unbound: "no subject",
};

/** The names of the evidence of an image: predicates that are known, else `attestation`. */
export function evidenceNames(
  row: EntryRow,
  detailsOf: (descriptor: Descriptor) => EntryDetails | undefined,
): readonly string[] {
  const names = row.attestations.flatMap(({ descriptor }) => {
    const details = detailsOf(descriptor);
    return details?.kind === "read" && details.statements.length > 0
      ? details.statements.map(({ predicateType }) => predicateName(predicateType))
      : ["attestation"];
  });
  return [...new Set(names)];
}

/** The compressed size of an image: the sum of its layers. */
export function layersSize(details: EntryDetails | undefined): number | undefined {
  return details?.kind === "read" && details.layers.length > 0
    ? details.layers.reduce((sum, { size }) => sum + size, 0)
    : undefined;
}
