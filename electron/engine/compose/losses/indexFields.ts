import type { ImageIndex } from "../../../../shared/oci/imageIndex.ts";
import type { LossContext, SourceLoss } from "./loss.ts";

/** The artifact type of a source index. */
export function artifactTypeLosses(
  { artifactType }: ImageIndex,
  { draft, isDocker, inheritable }: LossContext,
): readonly SourceLoss[] {
  if (!artifactType) {
    return [];
  }
  const name = `artifact type ${artifactType}`;
  if (isDocker || artifactType !== inheritable.artifactType) {
    return [{ code: "artifact_type", message: impossible(name, isDocker), kept: false }];
  }
  if (draft.artifactType !== undefined) {
    return draft.artifactType.trim() === artifactType ? [] : [replaced("artifact_type", name)];
  }
  const kept = draft.keepArtifactType;
  const message = fieldMessage(name, kept);
  return [{ code: "artifact_type", message, kept, keep: { kind: "keepArtifactType" } }];
}

/** The subject of a source index. */
export function subjectLosses(
  { subject }: ImageIndex,
  { draft, isDocker, inheritable }: LossContext,
): readonly SourceLoss[] {
  if (!subject) {
    return [];
  }
  const name = `subject ${subject.digest}`;
  if (isDocker || subject.digest !== inheritable.subject?.digest) {
    return [{ code: "subject", message: impossible(name, isDocker), kept: false }];
  }
  if (draft.subject !== undefined) {
    return [replaced("subject", name)];
  }
  const kept = draft.keepSubject;
  return [
    { code: "subject", message: fieldMessage(name, kept), kept, keep: { kind: "keepSubject" } },
  ];
}

function replaced(code: SourceLoss["code"], name: string): SourceLoss {
  return { code, message: `${name}, replaced by the draft's`, kept: false };
}

/** A new index can have the field of the first source index only, and a Docker manifest list none. */
function impossible(name: string, isDocker: boolean): string {
  return `${name} (${isDocker ? "Docker manifest lists have none" : "a new index can have that of the first index only"})`;
}

function fieldMessage(name: string, kept: boolean): string {
  return kept ? `Copies ${name}.` : name;
}
