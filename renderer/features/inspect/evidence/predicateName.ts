const names: readonly (readonly [RegExp, string])[] = [
  [/^https:\/\/slsa\.dev\/provenance\//, "provenance"],
  [/^https:\/\/spdx\.dev\/Document/, "SBOM (SPDX)"],
  [/^https:\/\/cyclonedx\.org\//, "SBOM (CycloneDX)"],
  [/^https:\/\/openvex\.dev\//, "VEX"],
  [/\/attestation\/vulns?\//, "vulnerability report"],
  [/^https:\/\/slsa\.dev\/verification_summary\//, "verification summary"],
  [/^https:\/\/in-toto\.io\/attestation\/test-result\//, "test result"],
  [/^https:\/\/in-toto\.io\/attestation\/release\//, "release"],
];

/** The name of a predicate by its type: `provenance`, `SBOM (SPDX)`; `statement` for an unknown one. */
export function predicateName(predicateType: string): string {
  return names.find(([pattern]) => pattern.test(predicateType))?.[1] ?? "statement";
}
