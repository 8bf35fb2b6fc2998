import { countOf } from "../../../../shared/countOf.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import type { DockerListCosts, ResultContent } from "../../../../shared/preview.ts";

/** Why the result has its media type, as a sentence; empty for a single image. */
export function formatReason({ mediaType, mediaTypeFrom }: ResultContent): string {
  if (mediaTypeFrom === undefined) {
    return "";
  }
  switch (mediaTypeFrom) {
    case "draft":
      return "Chosen in the options.";
    case "source":
      return "As in the source.";
    case "entries":
      return mediaType === mediaTypes.dockerList
        ? "Automatic: all entries are in Docker's format. buildx decides the same way."
        : "Automatic: not all entries are in Docker's format. buildx decides the same way.";
  }
}

/** What the result loses as a Docker manifest list, or has lost, as a sentence. */
export function describeCosts(costs: DockerListCosts, isDocker: boolean): string {
  const { annotations, annotatedEntries, artifactType, subject, foreignEntries } = costs;
  const dropped = [
    ...(annotations.length > 0 ? [countOf(annotations.length, "index annotation")] : []),
    ...(annotatedEntries > 0
      ? [`annotations of ${countOf(annotatedEntries, "entry", "entries")}`]
      : []),
    ...(artifactType === undefined ? [] : ["the artifact type"]),
    ...(subject === undefined ? [] : ["the subject"]),
  ].join(", ");
  const foreign =
    foreignEntries === 0
      ? ""
      : ` ${countOf(foreignEntries, "entry", "entries")} ${foreignEntries === 1 ? "is" : "are"} not in Docker's format, and old clients cannot pull ${foreignEntries === 1 ? "it" : "them"} from a list.`;
  if (isDocker) {
    return dropped === ""
      ? `A Docker manifest list has no annotations, artifact type and subject.${foreign}`
      : `A Docker manifest list drops ${dropped}.${foreign}`;
  }
  return dropped === ""
    ? `A Docker manifest list would drop nothing.${foreign}`
    : `A Docker manifest list would drop ${dropped}.${foreign}`;
}
