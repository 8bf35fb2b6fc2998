/** A name with its value, in the order to show them. Both are outside text. */
export interface EvidenceFact {
  readonly name: string;
  readonly value: string;
}

/** Something that a statement names by digest: its subject, or a material of a build. */
export interface EvidenceArtifact {
  /** A name or URI; may be empty. */
  readonly name: string;
  /** As `sha256:…`, also for algorithms that are not OCI digests: `gitCommit:…`. */
  readonly digests: readonly string[];
}

/** A step of a build, as its builder ran it. Absent fields are empty. */
export interface BuildStep {
  /** `step12`. */
  readonly id: string;
  /** `exec`, `source`, `file`; empty if the step says none. */
  readonly operation: string;
  /** The command, the identifier of the source, or the files. */
  readonly detail: string;
  /** The steps whose results it uses. */
  readonly inputs: readonly string[];
}

/** How an image was built. Source: SLSA provenance v0.1, v0.2 and v1. */
export interface ProvenanceView {
  readonly kind: "provenance";
  readonly version: "0.2" | "1";
  readonly builder?: string;
  /** The versions of the builder's parts: `runner 2.3`. */
  readonly builderVersion?: string;
  readonly buildType?: string;
  /** The repository and commit that was built. */
  readonly source?: EvidenceArtifact;
  /** The checkout in which BuildKit was run, if it is not the source. */
  readonly checkout?: EvidenceArtifact;
  /** The file that defines the build. */
  readonly entryPoint?: string;
  readonly parameters: readonly EvidenceFact[];
  /** What the builder ran. */
  readonly steps: readonly BuildStep[];
  readonly materials: readonly EvidenceArtifact[];
  /** What the builder itself was made of, and what the build left besides its subjects. */
  readonly builderDependencies: readonly EvidenceArtifact[];
  readonly byproducts: readonly EvidenceArtifact[];
  readonly startedOn?: string;
  readonly finishedOn?: string;
  readonly metadata: readonly EvidenceFact[];
}

/** A package of a bill of materials. Absent fields are empty. */
export interface SbomPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly purl: string;
}

/** What is inside an image. Source: SPDX 2.2 to 3, CycloneDX. */
export interface SbomView {
  readonly kind: "sbom";
  /** `SPDX 2.3`, `CycloneDX 1.6`. */
  readonly format: string;
  readonly name?: string;
  readonly created?: string;
  readonly tools: readonly string[];
  readonly packages: readonly SbomPackage[];
  /** What CycloneDX and SPDX 3 may say of the packages, the most severe first. */
  readonly vulnerabilities: readonly Vulnerability[];
}

/** Whether a vulnerability affects products. */
export interface VexStatement {
  readonly vulnerability: string;
  readonly description?: string;
  /** Other names of the vulnerability. */
  readonly aliases?: readonly string[];
  readonly severity?: string;
  /** `not_affected`, `affected`, `fixed`, `under_investigation`; of CSAF also `known_not_affected` and so on. */
  readonly status: string;
  readonly products: readonly string[];
  readonly justification?: string;
  readonly note?: string;
  /** What its author does about it: `will_not_fix`. */
  readonly response?: string;
  /** When the action was stated. */
  readonly actionOn?: string;
  /** Who supplies the product. */
  readonly supplier?: string;
  /** When it was stated or last changed. */
  readonly changed?: string;
}

/** Whether vulnerabilities affect products. Source: OpenVEX 0.2, CycloneDX VEX, CSAF 2.0. */
export interface VexView {
  readonly kind: "vex";
  /** `OpenVEX 0.2.0`, `CycloneDX 1.6`. */
  readonly format?: string;
  readonly author?: string;
  /** Of the author: `Document Creator`. */
  readonly role?: string;
  /** Of the document. */
  readonly version?: string;
  readonly created?: string;
  readonly updated?: string;
  readonly tools?: readonly string[];
  readonly statements: readonly VexStatement[];
}

/** A vulnerability of a package, or another finding of a scan. Absent fields are empty. */
export interface Vulnerability {
  readonly id: string;
  /** In the words of the document: `HIGH`, `moderate`, `nvd 9.8`. */
  readonly severity: string;
  /** The name of the package; for another finding, the file. */
  readonly package: string;
  /** The version that is installed. */
  readonly version: string;
  readonly fixedIn: string;
  /** What its vendor or author says: `affected`, `will_not_fix`; of CycloneDX the state of the analysis. */
  readonly status: string;
  readonly title: string;
  /** Where it is described. */
  readonly url: string;
}

/**
 * The result of a scan, the most severe finding first. Source: the reports of Trivy, Grype, OSV-Scanner, GitLab and
 * Harbor; SARIF 2.1.0; cosign's vulnerability predicate; in-toto "vulns" v0.1.
 */
export interface VulnerabilitiesView {
  readonly kind: "vulnerabilities";
  /** `Trivy`, `SARIF 2.1.0`; absent if only the predicate says what it is. */
  readonly format?: string;
  readonly scanner?: string;
  readonly scannedOn?: string;
  /** When the scanner's database was last updated. */
  readonly databaseUpdated?: string;
  /** What was scanned, in the scanner's words. */
  readonly scanned?: string;
  readonly vulnerabilities: readonly Vulnerability[];
}

/** What a predicate says. One that is not decoded is shown as JSON, after the facts that matter if its type is known. */
export type PredicateView =
  | ProvenanceView
  | SbomView
  | VexView
  | VulnerabilitiesView
  | {
      readonly kind: "other";
      readonly facts: readonly EvidenceFact[];
      readonly text: string;
      /** Set if the text is not sent, since it is too long for the window. */
      readonly isTooLong?: true;
    };

/** The certificate that a signature names. It is not checked. */
export interface CertificateView {
  /** Who signed: email addresses and URIs. */
  readonly identities: readonly string[];
  /** The subject's name, if there are no identities. */
  readonly subject?: string;
  /** The issuer of the identity (OIDC), or of the certificate. */
  readonly issuer?: string;
  readonly validFrom: string;
  readonly validTo: string;
}

/** A timestamp of a signature, without the fields that could not be read. */
export interface TimestampView {
  readonly time?: string;
  /** The authority that made it. */
  readonly by?: string;
}

/** A signature as its document describes itself. Nothing of it is verified. */
export interface SignatureView {
  readonly format: "cosign" | "sigstore bundle" | "notation" | "DSSE";
  /** The reference that the signature was made for. */
  readonly reference?: string;
  /** What is signed, unless it is a statement, which has subjects. */
  readonly signed: readonly EvidenceArtifact[];
  readonly certificate?: CertificateView;
  /** A hint at the key, where there is no certificate. */
  readonly key?: string;
  /** The index of the entry in the transparency log. */
  readonly logIndex?: string;
  readonly signedOn?: string;
  /** Absent if it has none. */
  readonly timestamps?: readonly TimestampView[];
  readonly facts: readonly EvidenceFact[];
}

/** The long lists of a document, by their names. */
export interface EvidenceLists {
  readonly subjects: readonly EvidenceArtifact[];
  readonly steps: readonly BuildStep[];
  readonly materials: readonly EvidenceArtifact[];
  readonly packages: readonly SbomPackage[];
  readonly statements: readonly VexStatement[];
  readonly vulnerabilities: readonly Vulnerability[];
}

/** An in-toto statement, or a document of its own that says as much. */
export interface StatementView {
  /** Empty for a document without a statement around it. */
  readonly predicateType: string;
  readonly subjects: readonly EvidenceArtifact[];
  readonly predicate: PredicateView;
  /** The numbers of records of its lists beyond those that are kept. */
  readonly more?: { readonly [K in keyof EvidenceLists]?: number };
}

/**
 * What a document beside an image says, decoded for display: an in-toto statement, a signature, or both. Nothing in it is
 * verified.
 */
export interface EvidenceView {
  readonly signature?: SignatureView;
  readonly statement?: StatementView;
  /** What is not decoded of it, and why; or what it says nothing about. May hold outside text. */
  readonly notice?: string;
}
