import { escapeInvisible } from "../../../ui/escapeInvisible.ts";
import { shortenMiddle } from "../../../ui/format.ts";

const names: readonly (readonly [RegExp, string])[] = [
  [/^https:\/\/slsa\.dev\/provenance\//, "provenance"],
  [/^https:\/\/spdx\.dev\/Document/, "SBOM (SPDX)"],
  [/^https:\/\/cyclonedx\.org\//, "SBOM (CycloneDX)"],
  [/^https:\/\/syft\.dev\/bom/, "SBOM (Syft)"],
  [/^https:\/\/openvex\.dev\//, "VEX"],
  [/^https:\/\/docs\.oasis-open\.org\/csaf\//, "VEX (CSAF)"],
  [/\/attestation\/vulns?\//, "vulnerability report"],
  // Source: sigstore/cosign, `cosign sign` since version 3.
  [/^https:\/\/sigstore\.dev\/cosign\/sign\//, "cosign signature"],
  [/^https:\/\/slsa\.dev\/verification_summary\//, "verification summary"],
  [/^https:\/\/in-toto\.io\/attestation\/test-result\//, "test result"],
  [/^https:\/\/in-toto\.io\/attestation\/release\//, "release"],
  [/^https:\/\/in-toto\.io\/(?:attestation\/link|Link)\//, "link (in-toto)"],
  [/^https:\/\/in-toto\.io\/attestation\/scai\//, "attribute report (SCAI)"],
  [/^https:\/\/in-toto\.io\/attestation\/svr\//, "verification result"],
  [/^https:\/\/in-toto\.io\/attestation\/runtime-trace\//, "runtime trace"],
  // Source: in-toto/witness and its fork, `attestation/collection.go`.
  [
    /^https:\/\/(?:witness\.(?:dev|testifysec\.com)|aflock\.ai)\/attestation-collection\//,
    "attestations (witness)",
  ],
  [/^https:\/\/github\.com\/npm\/attestation\/.*\/publish\//, "publication (npm)"],
  [/^https:\/\/cosign\.sigstore\.dev\/attestation\/v1/, "custom attestation"],
  [/^https:\/\/apko\.dev\/image-configuration/, "apko configuration"],
  // Source: docs.docker.com, "Docker Hardened Images", attestations.
  [/^https:\/\/scout\.docker\.com\/vulnerabilities\//, "vulnerability report (Docker Scout)"],
  [/^https:\/\/scout\.docker\.com\/sbom\//, "SBOM (Docker Scout)"],
  [/^https:\/\/scout\.docker\.com\/health\//, "Docker Scout health"],
  [/^https:\/\/scout\.docker\.com\/provenance\//, "provenance (Docker Scout)"],
  [/^https:\/\/scout\.docker\.com\/secrets\//, "secret scan (Docker Scout)"],
  [/^https:\/\/scout\.docker\.com\/virus\//, "virus scan (Docker Scout)"],
  [/^https:\/\/scout\.docker\.com\/tests?\//, "test result (Docker Scout)"],
  [/^https:\/\/docker\.com\/dhi\/fips\//, "FIPS compliance"],
  [/^https:\/\/docker\.com\/dhi\/stig\//, "STIG scan"],
  [/^https:\/\/docker\.com\/dhi\/changelog\//, "changelog"],
];

/** The longest type of an unknown predicate that is its name. */
const maxLength = 48;

/** The name of a predicate that the app knows, by its type; undefined for another one. */
export function knownPredicate(predicateType: string): string | undefined {
  return names.find(([pattern]) => pattern.test(predicateType))?.[1];
}

/** The name of a predicate: `provenance`, `SBOM (SPDX)`; its type in short if it is unknown, such as `acme.example/v1`. */
export function predicateName(predicateType: string): string {
  const type = escapeInvisible(shortenMiddle(predicateType.replace(/^https?:\/\//, ""), maxLength));
  return knownPredicate(predicateType) ?? (type || "statement");
}
