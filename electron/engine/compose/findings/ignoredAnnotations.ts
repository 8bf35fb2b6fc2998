import type { EntryEdit } from "../../../../shared/draft.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import type { Finding } from "../../../../shared/preview.ts";
import { annotationsWithKey, type FindingContext, warning } from "./finding.ts";

/** `annotations_ignored`: the result is a Docker manifest list, which has no annotations. */
export function findIgnoredAnnotations(context: FindingContext): readonly Finding[] {
  if (!ignoresAnnotations(context)) {
    return [];
  }
  const reason =
    context.draft.indexFormat === undefined ? "All images are in Docker's format, so the" : "The";
  const message = `${reason} result is a Docker manifest list, which has no annotations: they are not included.`;
  return [
    {
      ...warning("annotations_ignored", message, { kind: "draft" }),
      fixes: [{ kind: "useOciIndex" }],
    },
  ];
}

/** Whether the draft has annotations that the result cannot have. */
export function ignoresAnnotations(context: FindingContext): boolean {
  const { content, origin } = context.composition.combination;
  const hasAnnotations =
    annotationsWithKey(context).length > 0 || context.draft.edits.some(hasAnnotationEdits);
  // An unchanged copy of a list that has annotations keeps them.
  return hasAnnotations && content.mediaType === mediaTypes.dockerList && origin !== "copy";
}

function hasAnnotationEdits({ annotations }: EntryEdit): boolean {
  return annotations !== undefined && annotations.length > 0;
}
