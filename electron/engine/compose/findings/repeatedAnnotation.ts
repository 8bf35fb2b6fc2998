import type { DraftAnnotation } from "../../../../shared/draft.ts";
import type { Finding } from "../../../../shared/preview.ts";
import { annotationsWithKey, type FindingContext, warning } from "./finding.ts";

/** `annotation_repeated`: an annotation that a later one of the same scope and key replaces. */
export function findRepeatedAnnotations(context: FindingContext): readonly Finding[] {
  const annotations = annotationsWithKey(context);
  const last = new Map(annotations.map((annotation) => [scopeAndKey(annotation), annotation.id]));
  return annotations
    .filter((annotation) => last.get(scopeAndKey(annotation)) !== annotation.id)
    .map(({ id }) =>
      warning("annotation_repeated", "The same key is set again below, and the last one wins.", {
        kind: "annotation",
        id,
      }),
    );
}

function scopeAndKey({ scope, key }: DraftAnnotation): string {
  return JSON.stringify([scope, key.trim()]);
}
