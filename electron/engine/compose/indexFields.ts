import type { IndexFormat } from "../../../shared/draft.ts";
import type { Annotations, Descriptor } from "../../../shared/oci/descriptor.ts";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { digestOf } from "../oci/digest.ts";
import { indexJson } from "../oci/indexJson.ts";
import type { Content } from "../oci/content.ts";
import type { ResolvedIndex, ResolvedSource } from "./resolve.ts";

/** What a draft says about the index itself; buildx has none of these options. */
export interface IndexOptions {
  /** The position of the source whose index is edited; undefined: a new index is made. */
  readonly base: number | undefined;
  /** Undefined: automatic. */
  readonly format: IndexFormat | undefined;
  readonly artifactType: string | undefined;
  readonly subject: Descriptor | undefined;
  /** Copy the artifact type of the first source index that has one, or of the base, to an OCI index. */
  readonly keepArtifactType: boolean;
  /** Copy the subject of the first source index that has one, or of the base, to an OCI index. */
  readonly keepSubject: boolean;
}

/** The options of buildx: none. */
export const noIndexOptions: IndexOptions = {
  base: undefined,
  format: undefined,
  artifactType: undefined,
  subject: undefined,
  keepArtifactType: false,
  keepSubject: false,
};

/** Whether a media type is Docker's. buildx makes a Docker manifest list if those of all entries are. */
export function isDockerType(mediaType: string): boolean {
  return mediaType.startsWith("application/vnd.docker.");
}

/** The media type that buildx gives an index of entries. */
export function automaticType(entries: readonly Descriptor[]): string {
  return entries.every(({ mediaType }) => isDockerType(mediaType))
    ? mediaTypes.dockerList
    : mediaTypes.ociIndex;
}

/** The media type of a format. */
export function formatType(format: IndexFormat): string {
  return format === "docker" ? mediaTypes.dockerList : mediaTypes.ociIndex;
}

/** The source whose index is edited; undefined if there is none, or if it is not an index. */
export function baseOf(
  sources: readonly ResolvedSource[],
  { base }: Pick<IndexOptions, "base">,
): ResolvedIndex | undefined {
  const source = base === undefined ? undefined : sources[base];
  return source?.kind === "index" ? source : undefined;
}

/** The artifact type and the subject of an OCI index: those of the draft, else those that it keeps of its sources. */
export function ownFields(
  sources: readonly ResolvedSource[],
  options: IndexOptions,
): Pick<ImageIndex, "artifactType" | "subject"> {
  const inherited = inheritable(sources, options);
  const artifactType =
    options.artifactType ?? (options.keepArtifactType ? inherited.artifactType : undefined);
  const subject = options.subject ?? (options.keepSubject ? inherited.subject : undefined);
  return { ...(artifactType ? { artifactType } : {}), ...(subject ? { subject } : {}) };
}

/** The artifact type and the subject that an index can keep: those of the base, else the first among the sources. */
export function inheritable(
  sources: readonly ResolvedSource[],
  options: Pick<IndexOptions, "base">,
): Pick<ImageIndex, "artifactType" | "subject"> {
  const base = baseOf(sources, options);
  const indexes = base
    ? [base.index]
    : sources.flatMap((source) => (source.kind === "index" ? [source.index] : []));
  const artifactType = indexes.find((index) => index.artifactType)?.artifactType;
  const subject = indexes.find((index) => index.subject)?.subject;
  return { ...(artifactType ? { artifactType } : {}), ...(subject ? { subject } : {}) };
}

/** Longest key of an annotation that a draft holds, in UTF-16 units. */
const maxKeyLength = 1024;
/** Longest value of an annotation that a draft holds, in UTF-16 units. */
const maxValueLength = 64 * 1024;

/** Splits the annotations of an index into those that a draft can hold, and the others, which an edit leaves as they are. */
export function splitAnnotations(annotations: Annotations): {
  readonly editable: Annotations;
  readonly fixed: Annotations;
} {
  const entries = Object.entries(annotations);
  const isEditable = ([key, value]: readonly [string, string]): boolean =>
    key !== "" &&
    key.trim() === key &&
    key.length <= maxKeyLength &&
    value.length <= maxValueLength;
  return {
    editable: Object.fromEntries(entries.filter(isEditable)),
    fixed: Object.fromEntries(entries.filter((entry) => !isEditable(entry))),
  };
}

/** Encodes an index. @param base the edited index, whose bytes are returned if the index has the same fields */
export function encodeIndex(index: ImageIndex, base?: ResolvedIndex): Content {
  const bytes = indexJson(index);
  const mediaType = index.mediaType ?? mediaTypes.ociIndex;
  if (base?.content.mediaType === mediaType) {
    const { schemaVersion } = index;
    const same =
      Buffer.compare(bytes, indexJson({ ...base.index, schemaVersion, mediaType })) === 0;
    if (same) {
      return base.content;
    }
  }
  return { mediaType, digest: digestOf(bytes), bytes };
}
