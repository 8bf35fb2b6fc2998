/**
 * The names of artifact types and of media types of configs and layers, the first that fits.
 * Sources: cosign `pkg/oci/remote/write.go` and specs/; sigstore/protobuf-specs; notaryproject/specifications; in-toto
 * attestation, spec/v1/envelope.md and bundle.md; Helm `pkg/registry/constants.go`; Harbor accessory types; the CNCF's
 * "WASM OCI Artifact Layout".
 */
const names: readonly (readonly [RegExp, string])[] = [
  [/^application\/vnd\.docker\.attestation\.manifest/, "attestation (BuildKit)"],
  [/^application\/vnd\.dev\.cosign\.artifact\.sbom\b/, "SBOM (cosign)"],
  [/^application\/vnd\.dev\.cosign\.artifact\.att\b/, "attestation (cosign)"],
  [/^application\/vnd\.dev\.cosign\.(?:artifact\.sig|simplesigning)\b/, "cosign signature"],
  [/^application\/vnd\.dev\.cosign\b/, "cosign artifact"],
  [/^application\/vnd\.dev\.sigstore\.bundle/, "sigstore bundle"],
  [/^application\/vnd\.cncf\.notary\b/, "notation signature"],
  [/^application\/vnd\.goharbor\.harbor\.sbom/, "SBOM (Harbor)"],
  [/^(?:application|text)\/(?:vnd\.)?spdx\b/, "SBOM (SPDX)"],
  [/^(?:application|text)\/(?:vnd\.)?cyclonedx\b/, "SBOM (CycloneDX)"],
  [/^application\/vnd\.syft\b/, "SBOM (Syft)"],
  [/^application\/vnd\.in-toto\.(?:provenance|slsa)/, "provenance"],
  [/^application\/vnd\.in-toto\.spdx/, "SBOM (SPDX)"],
  [/^application\/vnd\.in-toto\.cyclonedx/, "SBOM (CycloneDX)"],
  [/^application\/vnd\.in-toto\.(?:open)?vex/, "VEX"],
  [/^application\/vnd\.in-toto\.vuln/, "vulnerability report"],
  [/^application\/vnd\.in-toto\b/, "attestation (in-toto)"],
  [/^application\/vnd\.dsse\b/, "attestation (DSSE)"],
  [/^application\/(?:vnd\.)?openvex\b/, "VEX (OpenVEX)"],
  [/^application\/(?:vnd\.)?csaf\b/, "VEX (CSAF)"],
  [/[./]sarif\b/, "vulnerability report (SARIF)"],
  [/[./]trivy\b/, "vulnerability report (Trivy)"],
  [/[./]grype\b/, "vulnerability report (Grype)"],
  [/\bvuln(?:erabilit(?:y|ies))?\b/, "vulnerability report"],
  [/^application\/vnd\.docker\.scout\b/, "Docker Scout report"],
  [/^application\/vnd\.cncf\.helm\.chart\.provenance/, "Helm provenance"],
  [/^application\/vnd\.cncf\.helm\b/, "Helm chart"],
  [/^application\/(?:vnd\.(?:w3c\.|module\.)?)?wasm\b/, "WebAssembly"],
  [/^application\/vnd\.bytecodealliance\.wasm\b/, "WebAssembly"],
  [/^application\/vnd\.cncf\.openpolicyagent\b/, "OPA policy"],
  [/^application\/vnd\.cncf\.flux\b/, "Flux manifests"],
  [/^application\/vnd\.(?:cncf\.model|docker\.ai|ollama)\b/, "AI model"],
  [/^application\/vnd\.docker\.plugin\b/, "Docker plugin"],
  [/^application\/vnd\.docker\.compose\b/, "Compose project"],
  [/^application\/vnd\.devcontainers\b/, "dev container"],
];

/** The name of an artifact type, or of the media type of a config or layer; undefined for an unknown one. */
export function artifactName(type: string): string | undefined {
  return names.find(([pattern]) => pattern.test(type))?.[1];
}
