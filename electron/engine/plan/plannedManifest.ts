import { attestedDigest, isAttestation } from "../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { PlannedManifest } from "../../../shared/plan.ts";
import { formatPlatformAll } from "../oci/formatPlatform.ts";

/**
 * What a plan says of a manifest, whatever is done with it.
 * @param entries those of the root, which tell what an attestation speaks of
 */
export function describeManifest(
  descriptor: Descriptor,
  role: PlannedManifest["role"],
  entries: ReadonlyMap<string, Descriptor>,
): Pick<PlannedManifest, "digest" | "mediaType" | "size" | "role" | "platform"> {
  const { digest, mediaType, size } = descriptor;
  // A list of referrers does not say of an entry what the index says of it.
  const entry = entries.get(digest) ?? descriptor;
  const attestation = isAttestation(entry);
  const image = attestation ? entries.get(attestedDigest(entry) ?? "") : entry;
  return {
    digest,
    mediaType,
    size,
    role: attestation ? "attestation" : role,
    ...(image?.platform ? { platform: formatPlatformAll(image.platform) } : {}),
  };
}
