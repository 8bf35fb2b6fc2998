/** An SPDX document as scanners write it: half a kilobyte a package. */
export function largeSpdx(packages: number): object {
  return {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name: "sbom",
    creationInfo: {
      created: "2026-01-02T03:04:05Z",
      creators: ["Organization: Anchore, Inc", "Tool: syft-v1.2.3"],
    },
    packages: Array.from({ length: packages }, (_, at) => ({
      name: nameOf(at),
      SPDXID: `SPDXRef-Package-npm-${nameOf(at)}-${at.toString(16).padStart(16, "0")}`,
      versionInfo: `${at % 9}.${at % 31}.${at % 7}`,
      supplier: "NOASSERTION",
      downloadLocation: `https://packages.example.org/${nameOf(at)}/-/${nameOf(at)}-1.0.0.tgz`,
      filesAnalyzed: false,
      licenseConcluded: "NOASSERTION",
      licenseDeclared: at % 3 === 0 ? "Apache-2.0" : "MIT",
      copyrightText: "NOASSERTION",
      externalRefs: [
        {
          referenceCategory: "SECURITY",
          referenceType: "cpe23Type",
          referenceLocator: `cpe:2.3:a:${nameOf(at)}:${nameOf(at)}:1.0.0:*:*:*:*:*:*:*`,
        },
        {
          referenceCategory: "PACKAGE-MANAGER",
          referenceType: "purl",
          referenceLocator: `pkg:npm/${nameOf(at)}@${at % 9}.${at % 31}.${at % 7}`,
        },
      ],
    })),
  };
}

const words = ["parse", "stream", "color", "async", "buffer", "router", "query", "glob"];

function nameOf(at: number): string {
  return `${words[at % words.length]}-${words[Math.floor(at / 8) % words.length]}-${at}`;
}
