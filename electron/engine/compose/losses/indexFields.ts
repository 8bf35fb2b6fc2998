import type { ImageIndex } from "../../../../shared/oci/imageIndex.ts";
import type { LossContext, SourceLoss } from "./loss.ts";

/** The artifact type of a source index. */
export function artifactTypeLosses(
  { artifactType }: ImageIndex,
  { draft, isDocker, first }: LossContext,
): readonly SourceLoss[] {
  if (!artifactType) {
    return [];
  }
  const name = `artifact type ${artifactType}`;
  if (isDocker || artifactType !== first.artifactType) {
    return [{ code: "artifact_type", message: impossible(name, isDocker), kept: false }];
  }
  const kept = draft.keepArtifactType;
  const message = fieldMessage(name, kept);
  return [{ code: "artifact_type", message, kept, keep: { kind: "keepArtifactType" } }];
}

/** The subject of a source index. */
export function subjectLosses(
  { subject }: ImageIndex,
  { draft, isDocker, first }: LossContext,
): readonly SourceLoss[] {
  if (!subject) {
    return [];
  }
  const name = `subject ${subject.digest}`;
  if (isDocker || subject.digest !== first.subject?.digest) {
    return [{ code: "subject", message: impossible(name, isDocker), kept: false }];
  }
  const kept = draft.keepSubject;
  return [
    { code: "subject", message: fieldMessage(name, kept), kept, keep: { kind: "keepSubject" } },
  ];
}

/** A new index can have the field of the first source index only, and a Docker manifest list none. */
function impossible(name: string, isDocker: boolean): string {
  return `${name} (${isDocker ? "Docker manifest lists have none" : "a new index can have that of the first index only"})`;
}

function fieldMessage(name: string, kept: boolean): string {
  return kept ? `Copies ${name}.` : name;
}
