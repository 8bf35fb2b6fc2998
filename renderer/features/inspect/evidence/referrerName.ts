import type { ReferrerRow } from "../../../../shared/inspection.ts";
import { attestationArtifactType } from "../../../../shared/oci/attestation.ts";
import { predicateName } from "./predicateName.ts";
import { mediaTypeName } from "../../../image/mediaTypeName.ts";

/** What tags that name a digest hold, by their suffix. Source: cosign `pkg/oci/remote/remote.go`. */
const tagNames: Readonly<Record<string, string>> = {
  sig: "signature (cosign tag)",
  att: "attestation (cosign tag)",
  sbom: "SBOM (cosign tag)",
};

const typeNames: readonly (readonly [RegExp, string])[] = [
  [/^application\/vnd\.dev\.cosign\.(?:artifact|simplesigning)/, "cosign signature"],
  [/^application\/vnd\.dev\.sigstore\.bundle/, "sigstore bundle"],
  [/^application\/vnd\.cncf\.notary\.signature/, "notation signature"],
  [/^application\/(?:spdx\+json|vnd\.spdx)|\/spdx/, "SBOM (SPDX)"],
  [/cyclonedx/, "SBOM (CycloneDX)"],
  [/openvex/, "VEX"],
  [/^application\/csaf\+json/, "VEX (CSAF)"],
  [/sarif/, "vulnerability report (SARIF)"],
  [/trivy/, "vulnerability report (Trivy)"],
  [/grype/, "vulnerability report (Grype)"],
  [/vulnerabilit|vuln[.+-]/, "vulnerability report"],
  [/syft/, "SBOM (Syft)"],
  [/^application\/vnd\.in-toto/, "attestation (in-toto)"],
];

/** Whether a referrer is an attestation of BuildKit, whose statements say what it is. */
export function isBuildkitReferrer({ descriptor, tag }: ReferrerRow): boolean {
  return tag === undefined && descriptor.artifactType === attestationArtifactType;
}

/** The name of what refers to a digest: `cosign signature`, `SBOM (SPDX)`; its type if that is unknown. */
export function referrerName({ descriptor, tag }: ReferrerRow): string {
  if (tag !== undefined) {
    const suffix = /\.(\w+)$/.exec(tag)?.[1] ?? "";
    return tagNames[suffix] ?? "list of referrers (fallback tag)";
  }
  if (isBuildkitReferrer({ descriptor })) {
    return "attestation (BuildKit)";
  }
  const type = descriptor.artifactType ?? "";
  // Source: sigstore/cosign, specs/BUNDLE_SPEC.md.
  const predicateType = descriptor.annotations?.["dev.sigstore.bundle.predicateType"];
  if (predicateType !== undefined) {
    return `${predicateName(predicateType)} (sigstore bundle)`;
  }
  return (
    typeNames.find(([pattern]) => pattern.test(type))?.[1] ??
    mediaTypeName(type === "" ? descriptor.mediaType : type)
  );
}
