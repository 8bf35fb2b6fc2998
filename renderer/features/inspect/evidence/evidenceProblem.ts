import type { EvidenceView } from "../../../../shared/evidence.ts";
import type { EntryProblem } from "../../../../shared/inspection.ts";

/**
 * What is wrong with what evidence is about.
 *
 * @param attests the digest of the image that it belongs to; undefined if it was opened by itself
 * @returns undefined if it names that image, or is a document that names no subject by its nature, such as an SBOM, or that is not decoded
 */
export function evidenceProblem(
  { statement, signature }: EvidenceView,
  attests: string | undefined,
): EntryProblem | undefined {
  if (signature === undefined && (statement === undefined || statement.predicateType === "")) {
    return undefined;
  }
  const about = statement?.subjects ?? signature?.signed ?? [];
  if (about.every(({ digests }) => digests.length === 0)) {
    return {
      kind: "unbound",
      message:
        "It is not bound to any image: it names no subject by digest, so it could be attached to anything.",
    };
  }
  return attests === undefined || about.some(({ digests }) => digests.includes(attests))
    ? undefined
    : {
        kind: "foreign",
        message: `It is not about the image it belongs to: its subjects do not name ${attests}.`,
      };
}
