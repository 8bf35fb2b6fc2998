import type { Annotations, Descriptor } from "./oci/descriptor.ts";
import type { Failure } from "./errors.ts";
import type { EvidenceFact, EvidenceView } from "./evidence.ts";
import type { EntryRow } from "./preview.ts";

/** Bytes of a part of a blob that the window shows as bytes. */
export const bytePartSize = 64 * 1024;

/** How to check that a container works. Durations in nanoseconds, as in the config. */
export interface HealthcheckView {
  readonly test: readonly string[];
  readonly durations: readonly { readonly name: string; readonly nanoseconds: number }[];
  readonly retries?: number;
}

/** A step of an image's history. */
export interface HistoryStep {
  readonly createdBy?: string;
  readonly created?: string;
  readonly author?: string;
  readonly comment?: string;
  /** The position of the layer that it created; absent for a step without a layer, or if they do not correspond. */
  readonly layer?: number;
  readonly isEmpty: boolean;
}

/** The displayed fields of an image's config. Source: OCI image-spec 1.1, "config.md"; Docker's image specification. */
export interface ConfigView {
  readonly platform: string;
  readonly created?: string;
  readonly author?: string;
  readonly user?: string;
  readonly workingDir?: string;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly env: readonly string[];
  readonly exposedPorts: readonly string[];
  readonly volumes: readonly string[];
  readonly labels: Annotations;
  readonly stopSignal?: string;
  /** The shell of the RUN steps in shell form. */
  readonly shell: readonly string[];
  /** Steps that run when another image is built on this one. */
  readonly onBuild: readonly string[];
  /** The digests of the unpacked layers, from the lowest. */
  readonly diffIds: readonly string[];
  readonly healthcheck?: HealthcheckView;
  /** Whether the arguments are a command line that is already escaped, on Windows. */
  readonly argsEscaped?: boolean;
  /** All other fields, as JSON. */
  readonly others: readonly EvidenceFact[];
  readonly history: readonly HistoryStep[];
  /** The exact text of the config. */
  readonly text: string;
}

/** The digests of an unpacked layer, and of the chain of layers up to it. */
export interface UnpackedLayer {
  readonly diffId: string;
  readonly chainId: string;
}

/** A layer, with the build step that created it if the config's history names it. */
export interface LayerRow extends Partial<UnpackedLayer> {
  readonly descriptor: Descriptor;
  readonly createdBy?: string;
  /** Of the payload of a cosign signature. */
  readonly signature?: SignatureHint;
}

export type InspectedContent =
  | {
      readonly kind: "index";
      readonly artifactType?: string;
      readonly subject?: Descriptor;
      readonly annotations: Annotations;
      readonly rows: readonly EntryRow[];
      /** What clients receive from it. */
      readonly clients: readonly ClientPicks[];
    }
  | {
      readonly kind: "image";
      readonly config: Descriptor;
      /** Undefined if the config could not be read. */
      readonly configView: ConfigView | undefined;
      /** Why the config could not be read. */
      readonly configFailure?: Failure;
      readonly layers: readonly LayerRow[];
      readonly subject?: Descriptor;
      readonly annotations: Annotations;
    }
  | {
      readonly kind: "artifact";
      readonly artifactType?: string;
      readonly config?: Descriptor;
      readonly layers: readonly LayerRow[];
      readonly subject?: Descriptor;
      readonly annotations: Annotations;
    }
  /** A config, layer or statement: not a manifest, so it cannot be tagged. */
  | {
      readonly kind: "blob";
      readonly reason: string;
      /** Set if it is a statement or a signature. */
      readonly evidence?: EvidenceView;
    }
  /** Shown as raw bytes: a schema 1 manifest, or one that cannot be read. */
  | { readonly kind: "opaque"; readonly reason: string };

/** Tools that choose an entry by the same rules. */
export type ClientRules = "docker" | "containerd" | "containers-image";

/** The entry that a client receives. */
export interface ClientPick {
  readonly rules: ClientRules;
  /** The position of its row; undefined if it receives none. */
  readonly row: number | undefined;
  readonly reason: string;
}

/** What the clients of one platform receive from an index. */
export interface ClientPicks {
  /** `linux/arm/v6`, `Windows Server 2022`. */
  readonly client: string;
  readonly note?: string;
  /** One for each set of rules. */
  readonly picks: readonly ClientPick[];
}

/** An image that a build used. */
export interface BuildImage {
  /** With its tag: `alpine:3.20`. */
  readonly name: string;
  readonly digest?: string;
  /** As in its package URL: `linux/arm64`. */
  readonly platform?: string;
  /** The digests of its layers, where BuildKit tells them. */
  readonly layers?: readonly string[];
}

/** The images that a build used, by its provenance. Nothing of it is verified. */
export interface BuildImages {
  readonly images: readonly BuildImage[];
  /** The position of the one that the result starts with, where BuildKit tells its steps. */
  readonly base?: number;
}

/** What the manifest of an entry and its config say. */
export type EntryDetails =
  | {
      readonly kind: "read";
      /** The layers of an image, in order. */
      readonly layers: readonly Pick<Descriptor, "digest" | "size">[];
      /** As in the config, RFC 3339. */
      readonly created?: string;
      /** The image that it was built on, by its annotations or labels. */
      readonly base?: { readonly name?: string; readonly digest?: string };
      /** The number of entries of a nested index. */
      readonly entries?: number;
      /** The platforms of a nested index, at most 100, each once. */
      readonly platforms?: readonly string[];
      /** Of something that is not an image: its artifact type, or the media type of its config. */
      readonly artifactType?: string;
      /** The statements and signatures of an artifact, by the types of their predicates. */
      readonly statements: readonly Statement[];
      /** What the build of the attested image used. */
      readonly builtFrom?: BuildImages;
      /** What is wrong with the entry. */
      readonly problems: readonly EntryProblem[];
    }
  | { readonly kind: "failed"; readonly error: Failure };

/** A layer of an attestation. */
export interface Statement {
  readonly descriptor: Descriptor;
  /** Empty if the layer does not say it. */
  readonly predicateType: string;
  /** Of a signature. */
  readonly signer?: SignerHint;
}

/** Who says to have made a signature, by the certificate beside it. Nothing of it is verified. */
export interface SignerHint {
  /** An email address, a URI or the name of the certificate's subject; absent without a certificate. */
  readonly identity?: string;
}

/** What a signature says in short. Nothing of it is verified. */
export interface SignatureHint extends SignerHint {
  /** The digest that is signed, if the payload was read. */
  readonly signed?: string;
}

/** What is wrong with an entry of an index, or with evidence: that it is about other content, or about none by digest. */
export interface EntryProblem {
  readonly kind:
    | "missing"
    | "wrong_size"
    | "skewed"
    | "dangling"
    | "unreadable"
    | "foreign"
    | "unbound";
  readonly message: string;
}

/** Content that is missing or does not fit what lists it. */
export interface HealthProblem extends EntryProblem {
  readonly digest: string;
  /** What it is: `linux/amd64`, `layer 2 of linux/amd64`. */
  readonly name: string;
}

/** The outcome of a check of an index or image with all that it lists. */
export interface HealthReport {
  readonly manifests: number;
  readonly blobs: number;
  readonly problems: readonly HealthProblem[];
  /** The number of further problems. */
  readonly moreProblems: number;
  /** Layers that clients get from URLs. A registry need not have them, so they are not looked up. */
  readonly foreign: readonly ForeignLayer[];
}

/** A foreign layer, and the first of the URLs it is at. */
export interface ForeignLayer {
  readonly digest: string;
  readonly name: string;
  readonly url: string;
}

/** What refers to a digest. */
export interface Referrers {
  readonly rows: readonly ReferrerRow[];
  /** Why a part of them could not be listed. */
  readonly failure?: Failure;
}

/** A manifest that refers to a digest: by its subject, or by its tag. */
export interface ReferrerRow {
  readonly descriptor: Descriptor;
  /** The tag that names the digest: `sha256-….sig`; absent for a referrer. */
  readonly tag?: string;
  /** What its manifest says, if that was read: its descriptor does not name it. */
  readonly details?: EntryDetails;
}

/** What Inspect shows of a manifest, index or blob. */
export interface Inspection {
  /** The full reference. */
  readonly name: string;
  /** The repository or layout; `@DIGEST` is appended to it to follow a digest. */
  readonly repository: string;
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  /** Set if the registry counts each manifest that is read as a pull. */
  readonly isMetered?: true;
  /** The exact text of the bytes; empty if it is not sent. */
  readonly text: string;
  /**
   * Set if their text is not sent: the window reads the bytes in parts. `binary`: they are no text. `long`: their text is
   * too long for the window. `unread`: they are read only on request.
   */
  readonly bytes?: "binary" | "long" | "unread";
  readonly content: InspectedContent;
}
