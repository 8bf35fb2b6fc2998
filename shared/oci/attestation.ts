import type { Annotations, Descriptor } from "./descriptor.ts";

/** Annotations with which BuildKit links an attestation entry of an index to the image it describes. */
export const attestationKeys = {
  type: "vnd.docker.reference.type",
  digest: "vnd.docker.reference.digest",
} as const;

export const attestationType = "attestation-manifest";
export const attestationArtifactType = "application/vnd.docker.attestation.manifest.v1+json";

/** Reports whether an index entry is an attestation, by its annotations. */
export function isAttestation(entry: { readonly annotations?: Annotations | undefined }): boolean {
  return entry.annotations?.[attestationKeys.type] === attestationType;
}

/** Returns the digest of the image that an attestation entry describes; undefined if the entry names none. */
export function attestedDigest(entry: Descriptor): string | undefined {
  return isAttestation(entry) ? entry.annotations?.[attestationKeys.digest] : undefined;
}
