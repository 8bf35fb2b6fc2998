import type { Annotations, Descriptor } from "./oci/descriptor.ts";
import type { Failure } from "./errors.ts";

/** What a piece of an index is to a person. */
export type EntryKind = "image" | "index" | "artifact" | "attestation";

/** An attestation, shown under the image that it speaks of. */
export interface AttestationRow {
  readonly descriptor: Descriptor;
  /** Whether a source's index lists it, or it was found as a referrer of the image and will be added. */
  readonly found: "inline" | "referrer";
  /** Set where the draft excludes it by its digest: the result has the image without it. */
  readonly excluded?: true;
}

/** One entry of an index, the attestations that speak of it folded in. */
export interface EntryRow {
  readonly kind: EntryKind;
  readonly descriptor: Descriptor;
  /** Of what is no image, such as a Helm chart, what it is, where its descriptor does not say so. */
  readonly artifactType?: string;
  /** The platform in full (`windows(10.0.17763.1)/amd64`), or undefined where the entry has none. */
  readonly platform?: string;
  /** Equal for two platforms that clients take for one: `linux/arm64` and `linux/arm64/v8`. A key, not a text to show. */
  readonly platformKey?: string;
  readonly attestations: readonly AttestationRow[];
}

/** An entry of the index being composed: where it comes from, and whether the result has it. */
export interface ResultRow extends EntryRow {
  /** Ids of the draft's sources that name it, in the draft's order. */
  readonly sources: readonly string[];
  /** Neither excluded nor left out by the platform filter. */
  readonly kept: boolean;
  /** Set where the draft excludes it by its digest. */
  readonly excluded?: true;
  /** Set where the platform filter leaves it out, excluded or not. */
  readonly filtered?: true;
}

/** A source that was found: what it is, pinned by digest. */
export interface SourceSummary {
  /** The source in full, as it was asked for: `docker.io/library/alpine:latest`. */
  readonly name: string;
  readonly kind: EntryKind;
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  /** One name an entry that has a platform, attestations left out; one for a single image. */
  readonly platforms: readonly string[];
  readonly attestations: number;
  /** Whether the same text may mean something else tomorrow: a tag, not a digest. */
  readonly movable: boolean;
}

/** State of a source of a draft. */
export type SourceState =
  | { readonly kind: "resolving" }
  | { readonly kind: "resolved"; readonly source: SourceSummary }
  | { readonly kind: "failed"; readonly error: Failure };

/** What a finding is about, so that the window can show it there. */
export type FindingSubject =
  | { readonly kind: "source"; readonly id: string }
  | { readonly kind: "annotation"; readonly id: string }
  | { readonly kind: "target"; readonly id: string }
  | { readonly kind: "entry"; readonly digest: string }
  | { readonly kind: "platform"; readonly platform: string }
  | { readonly kind: "draft" };

/** A one-click remedy for a finding: a change of the draft. */
export type FindingFix =
  | { readonly kind: "annotationPlatform"; readonly id: string; readonly platform: string }
  /** Leave these entries out by their digests. */
  | { readonly kind: "exclude"; readonly digests: readonly string[] }
  /** Exclude these digests no more. */
  | { readonly kind: "include"; readonly digests: readonly string[] };

/** Something that a careful colleague would point out before the push. */
export interface Finding {
  readonly code:
    | "annotation_matches_nothing"
    | "annotations_ignored"
    | "annotation_empty_key"
    | "annotation_repeated"
    | "annotations_wrap"
    | "platform_matches_nothing"
    | "platform_completed"
    | "duplicate_platform"
    /** One digest is listed for two platforms, and the result has it for the later one only. */
    | "platform_replaced"
    /** The draft excludes digests that no source lists: a tag has moved, and what took their place is included. */
    | "excluded_matches_nothing"
    | "nested_index"
    | "entry_without_platform"
    /** An entry that is no image, such as a Helm chart. */
    | "not_an_image"
    | "dangling_attestation"
    /** The draft copies no attestations along, and the index lists some of its own, which are entries of it. */
    | "attestations_included"
    | "single_image_wrapped"
    /** A source lists entries that are not there: part of an archive, a mirror without attestations, a deleted child. */
    | "missing_content";
  readonly severity: "warning" | "note";
  readonly message: string;
  readonly subject: FindingSubject;
  readonly fixes: readonly FindingFix[];
}

/** What only the stores of the sources can tell of a draft, asked for after its preview. */
export interface SourceChecks {
  readonly losses: readonly Loss[];
  /** `missing_content` only: entries that a source lists and its store does not have. */
  readonly findings: readonly Finding[];
}

/** The change of a draft that keeps what would be lost. */
export type KeepOption =
  /** Take over the annotations of a source index. */
  | { readonly kind: "indexAnnotations"; readonly annotations: Annotations }
  | { readonly kind: "keepOsVersion" }
  | { readonly kind: "keepArtifactType" }
  | { readonly kind: "keepSubject" }
  | { readonly kind: "allReferrers" }
  | { readonly kind: "attestationReferrers" }
  | { readonly kind: "digestTags" };

/** Something that the sources have and the push would not bring along, or brings because a switch is on. */
export interface Loss {
  readonly code:
    | "index_annotations"
    | "artifact_type"
    | "subject"
    | "os_version"
    | "foreign_layers"
    /** Signatures and attestations of a source index, which do not hold for a new index. */
    | "index_referrers"
    /** Referrers of the images, of other types than those that travel. */
    | "referrers"
    | "digest_tags";
  readonly message: string;
  /** The id of the draft's source that has it. */
  readonly source: string;
  readonly kept: boolean;
  /** What keeps it; none where nothing can. */
  readonly keep?: KeepOption;
}

/** The exact content that a push would put under the tags. */
export interface ResultContent {
  readonly mediaType: string;
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
  /** The bytes as text; their UTF-8 encoding is what the digest is of. */
  readonly text: string;
  /** Whether these are a source's own bytes, untouched. */
  readonly carbonCopy: boolean;
  readonly annotations: Annotations;
  readonly rows: readonly ResultRow[];
}

export type PreviewResult =
  | { readonly kind: "ready"; readonly content: ResultContent }
  /** Nothing to show yet: no source at all. */
  | { readonly kind: "empty" }
  /**
   * Some sources are missing: they failed, which their rows explain, or are still being resolved. It cannot be
   * pushed. `content` is what the others give; null where there are no others.
   */
  | {
      readonly kind: "partial";
      /** Ids of the draft's sources, in its order. */
      readonly missing: readonly string[];
      readonly content: ResultContent | null;
    }
  /**
   * The entries are known, and attestations that only the registries know of are still asked for: bytes and digest are
   * not final. Only while a preview is under way.
   */
  | { readonly kind: "checking"; readonly rows: readonly ResultRow[] }
  /** The sources are fine but what is asked of them cannot be done. */
  | { readonly kind: "failed"; readonly error: Failure; readonly rows: readonly ResultRow[] };

/** What a draft would give. */
export interface Preview {
  /** Losses, scripts and the plan are requested by this id. */
  readonly id: string;
  /** By source id. */
  readonly sources: Readonly<Record<string, SourceState>>;
  readonly result: PreviewResult;
  readonly findings: readonly Finding[];
  /** What the sources' own bytes tell; what only the registries know is asked for apart. */
  readonly losses: readonly Loss[];
  /** The same as a `docker buildx imagetools create` command line. */
  readonly command: string;
}

/** What a target's tag holds now. */
export type TargetState =
  /** `creates`: what will be made for it on this computer, where there is nothing yet. */
  | {
      readonly kind: "missing";
      readonly name: string;
      readonly creates?: "layout" | "archive";
    }
  | {
      readonly kind: "exists";
      readonly name: string;
      readonly mediaType: string;
      readonly digest: string;
      readonly size: number;
      readonly annotations: Annotations;
      readonly rows: readonly EntryRow[];
      /** Whether annotations and rows are empty since they could not be read. */
      readonly unreadable?: boolean;
      readonly text: string;
    };
