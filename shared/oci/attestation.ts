import type { Annotations, Descriptor } from "./descriptor.ts";

/** How BuildKit ties an attestation entry of an index to the image that it speaks of. */
export const attestationKeys = {
  type: "vnd.docker.reference.type",
  digest: "vnd.docker.reference.digest",
} as const;

export const attestationType = "attestation-manifest";
export const attestationArtifactType = "application/vnd.docker.attestation.manifest.v1+json";

/** Whether an index entry is an attestation, by its annotations. */
export function isAttestation(entry: { readonly annotations?: Annotations | undefined }): boolean {
  return entry.annotations?.[attestationKeys.type] === attestationType;
}

/** The digest of the image that an attestation entry speaks of, or undefined where it names none. */
export function attestedDigest(entry: Descriptor): string | undefined {
  return isAttestation(entry) ? entry.annotations?.[attestationKeys.digest] : undefined;
}
