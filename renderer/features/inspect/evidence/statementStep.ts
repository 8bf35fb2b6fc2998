import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { mediaTypeName } from "../../../image/mediaTypeName.ts";
import { blobToOpen } from "../blobToOpen.ts";
import type { Crumb } from "../visit.ts";
import { predicateName } from "./predicateName.ts";

interface StatementPlace {
  readonly statement: Descriptor;
  /** Empty if it is unknown. */
  readonly predicateType: string;
  /** The digest of the image. */
  readonly attests: string | undefined;
}

/** The step of a trail that leads from an attestation to its statement. */
export function statementStep(
  repository: string,
  { statement, predicateType, attests }: StatementPlace,
): Crumb {
  const { mediaType, digest } = statement;
  return {
    text: `${repository}@${digest}`,
    label: predicateType === "" ? mediaTypeName(mediaType) : predicateName(predicateType),
    attests,
    blob: blobToOpen(statement),
  };
}
