import { attestedDigest, isAttestation } from "../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { PlannedManifest } from "../../../shared/plan.ts";
import { formatPlatformAll } from "../oci/formatPlatform.ts";

/**
 * Describes a manifest in a plan, without its action.
 * @param entries the root's entries by digest: they have the platforms of images and of attestations
 */
export function describeManifest(
  descriptor: Descriptor,
  role: PlannedManifest["role"],
  entries: ReadonlyMap<string, Descriptor>,
): Pick<PlannedManifest, "digest" | "mediaType" | "size" | "role" | "platform"> {
  const { digest, mediaType, size } = descriptor;
  // The descriptor in a list of referrers has no platform; the entry of the index has.
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

/** Whether a planned manifest has a subject, and so belongs in the subject's list of referrers. */
export function hasSubject({ role, subject }: PlannedManifest): boolean {
  return role === "referrer" || subject !== undefined;
}

/** The name of an entry in error messages, if it has a platform: `linux/amd64`, `the attestation of linux/amd64`. */
export function displayName({
  role,
  platform,
}: Pick<PlannedManifest, "role" | "platform">): string | undefined {
  if (platform === undefined) {
    return undefined;
  }
  return role === "child" ? platform : `the ${role} of ${platform}`;
}
