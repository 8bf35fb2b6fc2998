import type { EntryEdit } from "./draft.ts";
import type { Annotations, Descriptor } from "./oci/descriptor.ts";
import type { Platform } from "./oci/platform.ts";
import type { Failure } from "./errors.ts";

/** User-facing kind of an entry. */
export type EntryKind = "image" | "index" | "artifact" | "attestation";

/** An attestation, shown in the row of its image. */
export interface AttestationRow {
  readonly descriptor: Descriptor;
  /** Whether a source's index lists it, or it was found among the referrers of the image and will be appended. */
  readonly found: "inline" | "referrer";
  /** Set if the draft excludes its digest. */
  readonly excluded?: true;
  /** Set if the draft edits the manifest of the image: the attestation describes the manifest before the edit. */
  readonly unbound?: "dropped" | "kept";
}

/** An entry of an index with its attestations. */
export interface EntryRow {
  readonly kind: EntryKind;
  readonly descriptor: Descriptor;
  /** The type of an entry that is not an image, such as a Helm chart, if its descriptor does not have it. */
  readonly artifactType?: string;
  /** The full platform (`windows(10.0.17763.1)/amd64`); undefined if the entry has none. */
  readonly platform?: string;
  /** Equal for platforms that clients treat as one: `linux/arm64` and `linux/arm64/v8`. Not for display. */
  readonly platformKey?: string;
  readonly attestations: readonly AttestationRow[];
}

/** An entry of the index being composed, with the digest by which the sources list it and the draft names it. */
export interface ResultRow extends EntryRow {
  /** Ids of the sources that list it, in the draft's order. */
  readonly sources: readonly string[];
  /** Where the platform comes from: the config of the image, an index that lists it, or a descriptor given as JSON. */
  readonly platformFrom?: "config" | "index" | "descriptor";
  /** The descriptor without the edits of the entry, but with those of its manifest; absent if none changes it. */
  readonly original?: Descriptor;
  /** Its descriptor in the result, if the draft edits its manifest: a push creates it with another digest. */
  readonly becomes?: Descriptor;
  /** Whether the result has it. */
  readonly kept: boolean;
  /** Set if the draft excludes its digest. */
  readonly excluded?: true;
  /** Set if the platform filter does not match, whether it is excluded or not. */
  readonly filtered?: true;
}

/** An entry that sources list and the result lacks, since another one takes its place; it is not excluded. */
export interface ReplacedRow extends EntryRow {
  /** Ids of the sources that list it, in the draft's order. */
  readonly sources: readonly string[];
  /** What takes its place: a source of the draft, or the same digest as the last source lists it. */
  readonly by:
    | { readonly kind: "source"; readonly id: string }
    | { readonly kind: "platform"; readonly platform: string };
  /** The change of the draft that lists this entry instead. */
  readonly prefer: FindingFix;
}

/** What the window shows of a resolved source. */
export interface SourceSummary {
  /** The full reference: `docker.io/library/alpine:latest`. */
  readonly name: string;
  /** The name without tag and digest, as in `REPOSITORY@DIGEST`. */
  readonly repository: string;
  readonly kind: EntryKind;
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  /** Names of the entries' platforms without attestations; one for a single image. */
  readonly platforms: readonly string[];
  readonly attestations: number;
  /** Whether the source is a tag, which may move. */
  readonly isMutable: boolean;
}

/** State of a source of a draft. */
export type SourceState =
  | { readonly kind: "resolving" }
  | { readonly kind: "resolved"; readonly source: SourceSummary }
  | { readonly kind: "failed"; readonly error: Failure };

/** What a finding is about: the window shows it there. */
export type FindingSubject =
  | { readonly kind: "source"; readonly id: string }
  | { readonly kind: "annotation"; readonly id: string }
  | { readonly kind: "target"; readonly id: string }
  /** @property place among the entries with the digest, from 1; absent: it is the only one, or all are meant */
  | { readonly kind: "entry"; readonly digest: string; readonly place?: number }
  | { readonly kind: "platform"; readonly platform: string }
  | { readonly kind: "draft" };

/** Changes of an entry's descriptor; fields that are absent stay. */
export type EntryFix = Pick<EntryEdit, "digest" | "platform" | "size">;

/** A change of the draft that fixes a finding, or what finds out more. */
export type FindingFix =
  | { readonly kind: "annotationPlatform"; readonly id: string; readonly platform: string }
  /** Removes an annotation of the draft. */
  | { readonly kind: "removeAnnotation"; readonly id: string }
  /** Replace a platform of the filter, or remove it. */
  | { readonly kind: "filterPlatform"; readonly platform: string; readonly by?: string }
  /** Exclude these digests. @property label for the button; the default says how many */
  | { readonly kind: "exclude"; readonly digests: readonly string[]; readonly label?: string }
  /** Stop excluding these digests. */
  | { readonly kind: "include"; readonly digests: readonly string[] }
  /** Remove the edits of these digests. */
  | { readonly kind: "removeEdits"; readonly digests: readonly string[] }
  /** List the entries in the order of the sources. */
  | { readonly kind: "resetOrder" }
  /** List the entries in this order. */
  | { readonly kind: "order"; readonly digests: readonly string[]; readonly label: string }
  /** Edit entries. @property label for the button: `Use linux/arm/v7` */
  | { readonly kind: "editEntries"; readonly entries: readonly EntryFix[]; readonly label: string }
  /** Convert the manifests of images, by the digests by which the sources list them. */
  | { readonly kind: "convert"; readonly digests: readonly string[]; readonly to: "oci" | "docker" }
  /** Copy os.version and os.features of single images from their configs. */
  | { readonly kind: "keepOsVersion" }
  /** Add sources whose entries take the place of nested indexes. */
  | {
      readonly kind: "flatten";
      readonly sources: readonly { readonly text: string; readonly replaces: string }[];
    }
  /** Replace the texts of sources by ones with a digest. */
  | {
      readonly kind: "pin";
      readonly sources: readonly { readonly id: string; readonly text: string }[];
    }
  | { readonly kind: "removeSources"; readonly ids: readonly string[] }
  /** Add the entries of sources instead of replacing another entry by them. */
  | { readonly kind: "stopReplacing"; readonly ids: readonly string[] }
  /** Read the configs of images, which changes nothing. */
  | { readonly kind: "readConfigs"; readonly images: number }
  /** Make the result an OCI index. */
  | { readonly kind: "useOciIndex" }
  /** Wrap a single image in an index. */
  | { readonly kind: "wrapImage" };

/** A problem or peculiarity of a draft that should be known before the push. */
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
    /** An image with zstd layers is listed before one of the same platform that every client can read. */
    | "zstd_first"
    /** The config of an image has another platform than its entry. */
    | "config_mismatch"
    /** The size of an entry is not that of its manifest. */
    | "wrong_size"
    /** The bytes of an entry's manifest do not match its digest, or are no manifest. */
    | "corrupt_entry"
    /** An entry for arm has no variant. */
    | "missing_variant"
    /** An entry for Windows has no os.version. */
    | "missing_os_version"
    /** An entry for a Windows build is of an older revision than another one. */
    | "windows_revisions"
    /** A platform has a name that clients do not know, or know by another spelling. */
    | "unusual_platform"
    /** Entries have both Docker's and OCI's media types. */
    | "mixed_media_types"
    /** A tag is a source; it may move after the preview. */
    | "mutable_source"
    /** Everything that a source lists is listed by sources before it. */
    | "redundant_source"
    /** An image replaces one of another platform, which the result has no longer. */
    | "replacement_platform"
    /** The index lists several attestations of an image, or another one is among its referrers. */
    | "repeated_attestation"
    /** A tag to push to is a source. */
    | "target_is_source"
    /** Images whose configs were not compared with their entries. */
    | "configs_unread"
    /** A digest is listed for several platforms; the result has it for the last one only. */
    | "platform_replaced"
    /** No source lists excluded digests: a tag may have moved to content that is included. */
    | "excluded_matches_nothing"
    /** The draft edits digests that no source lists. */
    | "edit_matches_nothing"
    /** A source replaces a digest that no other source lists. */
    | "replaces_nothing"
    /** The draft orders digests that no source lists, and has entries without a place. */
    | "order_matches_nothing"
    /** The result is a single manifest, which has no entries to edit. */
    | "edits_ignored"
    | "nested_index"
    | "entry_without_platform"
    /** An entry is an artifact, such as a Helm chart. */
    | "not_an_image"
    | "dangling_attestation"
    /** The draft copies no referrers, but the index lists attestations. */
    | "attestations_included"
    | "single_image_wrapped"
    /** The draft sets an artifact type or a subject, and the result is a single manifest or a Docker manifest list. */
    | "index_fields_ignored"
    /** The result is a Docker manifest list by choice, and has entries in other formats. */
    | "format_mismatch"
    /** A target is in another repository than the subject. */
    | "subject_elsewhere"
    /** The edited tag holds a single image. */
    | "image_edited"
    /** A source lists missing entries: of a partial archive, a mirror without attestations, or deleted. */
    | "missing_content";
  /** A hint is listed with the others, but not where its subject is shown: most drafts have some. */
  readonly severity: "warning" | "note" | "hint";
  readonly message: string;
  readonly subject: FindingSubject;
  readonly fixes: readonly FindingFix[];
}

/** What only the stores of the sources know; requested after the preview. */
export interface SourceChecks {
  readonly losses: readonly Loss[];
  /** Findings that the preview does not have: about missing entries, other attestations and unread configs. */
  readonly findings: readonly Finding[];
  /** The findings of the preview with what was read since, in place of those that it has. */
  readonly previewFindings?: readonly Finding[];
}

/** A change of the draft that avoids a loss. */
export type KeepOption =
  /** Copy the annotations of a source index. */
  | { readonly kind: "indexAnnotations"; readonly annotations: Annotations }
  | { readonly kind: "keepOsVersion" }
  | { readonly kind: "keepArtifactType" }
  | { readonly kind: "keepSubject" }
  | { readonly kind: "allReferrers" }
  | { readonly kind: "attestationReferrers" }
  | { readonly kind: "digestTags" }
  /** Keep attestations of edited manifests, by the digests before the edit, although they describe others. */
  | { readonly kind: "keepAttestations"; readonly digests: readonly string[] };

/** Something of the sources that a push does not copy, or copies because of an option. */
export interface Loss {
  readonly code:
    | "index_annotations"
    | "artifact_type"
    | "subject"
    | "os_version"
    | "foreign_layers"
    /** Fields that the OCI image-spec does not define, which only an unchanged copy has. */
    | "unknown_fields"
    /** Signatures and attestations of a source index, which are not valid for a new index. */
    | "index_referrers"
    /** What a conversion to Docker removes from manifests. */
    | "manifest_fields"
    /** Attestations in the index that describe manifests before their edit. */
    | "unbound_attestations"
    /** Referrers of the images that are not copied by default, or of manifests before their edit. */
    | "referrers"
    | "digest_tags";
  readonly message: string;
  /** The id of the source. */
  readonly source: string;
  readonly kept: boolean;
  /** The change that avoids the loss, if there is one. */
  readonly keep?: KeepOption;
}

/** A manifest that sources list, its config, and what the draft makes of them. */
export interface ManifestView {
  readonly mediaType: string;
  /** As text; `after` if the draft changes it. */
  readonly manifest: { readonly before: string; readonly after?: string };
  /** Absent if it is not an image. */
  readonly config?: { readonly before: string; readonly after?: string };
  /** The annotations of the manifest before the edit. */
  readonly annotations: Annotations;
  /** The platform in the config before the edit; absent if it is not an image. */
  readonly platform?: Platform;
  /** Why it cannot be converted to a format. */
  readonly refusals: { readonly oci?: string; readonly docker?: string };
}

/** The content that a push writes. */
export interface ResultContent {
  readonly mediaType: string;
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
  /** The bytes as text; the digest is of their UTF-8 encoding. */
  readonly text: string;
  /** Whether the content is a source, unchanged. */
  readonly carbonCopy: boolean;
  /**
   * Where the media type comes from: the draft, the only source, or the media types of the entries, as in buildx.
   * Absent if the content is a single manifest.
   */
  readonly mediaTypeFrom?: "draft" | "source" | "entries";
  readonly artifactType?: string;
  readonly subject?: Descriptor;
  /** What the result has that a Docker manifest list cannot have, or has dropped; absent for a single manifest. */
  readonly dockerListCosts?: DockerListCosts;
  readonly annotations: Annotations;
  readonly rows: readonly ResultRow[];
  readonly replaced: readonly ReplacedRow[];
}

/** What an index loses as a Docker manifest list, and what does not fit into one. */
export interface DockerListCosts {
  /** Keys of index annotations. */
  readonly annotations: readonly string[];
  /** Entries with annotations that the draft sets. */
  readonly annotatedEntries: number;
  readonly artifactType?: string;
  /** The digest of the subject. */
  readonly subject?: string;
  /** Entries whose media types are not Docker's. */
  readonly foreignEntries: number;
}

export type PreviewResult =
  | { readonly kind: "ready"; readonly content: ResultContent }
  /** The draft has no sources. */
  | { readonly kind: "empty" }
  /**
   * Some sources failed or are still being resolved, so nothing can be pushed. `content` is the result of the others; undefined
   * if there are no others.
   */
  | {
      readonly kind: "partial";
      /** Ids of the missing sources, in the draft's order. */
      readonly missing: readonly string[];
      readonly content: ResultContent | undefined;
    }
  /**
   * The entries are known, but attestations are still being looked up, so bytes and digest are not final. Only while a
   * preview is computed.
   */
  | { readonly kind: "checking"; readonly rows: readonly ResultRow[] }
  /** The sources are resolved, but cannot be combined or filtered as requested. */
  | { readonly kind: "failed"; readonly error: Failure; readonly rows: readonly ResultRow[] };

/** The result of a draft. */
export interface Preview {
  /** Identifies the preview in requests for losses, scripts and the plan. */
  readonly id: string;
  /** By source id. */
  readonly sources: Readonly<Record<string, SourceState>>;
  readonly result: PreviewResult;
  readonly findings: readonly Finding[];
  /** Findings of severity `hint`, which most drafts have. */
  readonly hints?: readonly Finding[];
  /** Losses that follow from the bytes of the sources; the others are requested separately. */
  readonly losses: readonly Loss[];
  /** An equivalent `docker buildx imagetools create` command line. */
  readonly command: string;
}

/** The current content of a target's tag. */
export type TargetState =
  /** `creates`: what a push creates on this computer in addition. */
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
      readonly artifactType?: string;
      /** The digest of the subject. */
      readonly subject?: string;
      readonly rows: readonly EntryRow[];
      /** Set if the content could not be read, so that annotations and rows are empty. */
      readonly unreadable?: boolean;
      readonly text: string;
    };
