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

/** How an image was built. Source: SLSA provenance v0.2 and v1. */
export interface ProvenanceView {
  readonly kind: "provenance";
  readonly version: "0.2" | "1";
  readonly builder?: string;
  readonly buildType?: string;
  /** The repository and commit that was built. */
  readonly source?: EvidenceArtifact;
  /** The file that defines the build. */
  readonly entryPoint?: string;
  readonly parameters: readonly EvidenceFact[];
  readonly materials: readonly EvidenceArtifact[];
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
}

/** Whether a vulnerability affects products. */
export interface VexStatement {
  readonly vulnerability: string;
  /** `not_affected`, `affected`, `fixed`, `under_investigation`; of CSAF also `known_not_affected` and so on. */
  readonly status: string;
  readonly products: readonly string[];
  readonly justification?: string;
  readonly note?: string;
}

/** Whether vulnerabilities affect products. Source: OpenVEX 0.2, CycloneDX VEX. */
export interface VexView {
  readonly kind: "vex";
  readonly author?: string;
  readonly statements: readonly VexStatement[];
}

/** A vulnerability that a scan found. */
export interface Vulnerability {
  readonly id: string;
  readonly severity: string;
  readonly package: string;
  readonly version: string;
  readonly fixedIn: string;
}

/** The result of a scan. Source: cosign's vulnerability predicate, in-toto "vulns" v0.1. */
export interface VulnerabilitiesView {
  readonly kind: "vulnerabilities";
  readonly scanner?: string;
  readonly scannedOn?: string;
  readonly found: readonly Vulnerability[];
}

/** What a predicate says; `text` of an unknown one is its JSON. */
export type PredicateView =
  | ProvenanceView
  | SbomView
  | VexView
  | VulnerabilitiesView
  | {
      readonly kind: "other";
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

/** A signature as its document describes itself. Nothing of it is verified. */
export interface SignatureView {
  readonly format: "cosign" | "sigstore bundle" | "notation" | "DSSE";
  /** The reference that the signature was made for. */
  readonly reference?: string;
  /** What is signed. */
  readonly signed: readonly EvidenceArtifact[];
  readonly certificate?: CertificateView;
  /** A hint at the key, where there is no certificate. */
  readonly key?: string;
  /** The index of the entry in the transparency log. */
  readonly logIndex?: string;
  readonly signedOn?: string;
  readonly facts: readonly EvidenceFact[];
}

/**
 * What a document beside an image says, decoded for display: an in-toto statement, a signature, or both. Nothing in it is
 * verified.
 */
export interface EvidenceView {
  readonly signature?: SignatureView;
  readonly statement?: {
    readonly predicateType: string;
    readonly subjects: readonly EvidenceArtifact[];
    readonly predicate: PredicateView;
    /** The number of records of the predicate beyond those that are kept. */
    readonly moreRecords?: number;
  };
}
