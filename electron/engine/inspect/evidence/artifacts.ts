import type { EvidenceArtifact } from "../../../../shared/evidence.ts";
import { asObject, asText, textAt } from "./looseJson.ts";

/** The digests of a DigestSet, as `algorithm:hex`. Source: in-toto attestation, "DigestSet". */
export function readDigests(set: unknown): readonly string[] {
  return Object.entries(asObject(set)).flatMap(([algorithm, value]) => {
    const hex = asText(value);
    return hex === undefined ? [] : [`${algorithm}:${hex}`];
  });
}

/** Subjects, materials or resolved dependencies. Source: in-toto attestation, "ResourceDescriptor". */
export function readArtifacts(list: readonly unknown[]): readonly EvidenceArtifact[] {
  return list.map((item) => ({
    name: textAt(item, "uri") ?? textAt(item, "name") ?? "",
    digests: readDigests(asObject(item)["digest"]),
  }));
}
