import type { ImageIndex } from "../../../../shared/oci/imageIndex.ts";
import { countOf } from "../countOf.ts";
import { annotationText, type LossContext, type SourceLoss } from "./loss.ts";

/** Keys named in a message. */
const maxKeys = 3;

/**
 * Annotations of a source index that the new index does not have, or has because the draft sets them. A key that the
 * draft sets to another value is not lost: it was replaced.
 */
export function annotationLosses(
  { annotations = {} }: ImageIndex,
  { isDocker, draftAnnotations }: LossContext,
): readonly SourceLoss[] {
  const entries = Object.entries(annotations);
  if (isDocker) {
    if (entries.length === 0) return [];
    const message = `The result is a Docker manifest list, which has no annotations: the ${countOf(entries.length, "annotation")} of this index cannot be kept.`;
    return [{ code: "index_annotations", message, kept: false }];
  }
  const lost = entries.filter(([key]) => !draftAnnotations.has(key));
  const kept = entries.filter(([key, value]) => draftAnnotations.get(key) === value);
  if (lost.length > 0) {
    const message = `A new index is made, without the ${countOf(lost.length, "annotation")} of this one.`;
    return [annotationLoss(false, lost, message)];
  }
  if (kept.length === 0) return [];
  const message = `The new index has ${countOf(kept.length, "annotation")} of this one.`;
  return [annotationLoss(true, kept, message)];
}

function annotationLoss(
  kept: boolean,
  entries: readonly (readonly [string, string])[],
  message: string,
): SourceLoss {
  const annotations = Object.fromEntries(entries);
  const keep = { kind: "indexAnnotations", annotations } as const;
  return { code: "index_annotations", message, kept, keep };
}

/**
 * Annotations of a source index whose keys the draft sets to the value of another source: only one of the values can be
 * kept. A value that no source has was set on purpose.
 */
export function replacedAnnotationLosses(
  { annotations = {} }: ImageIndex,
  { draftAnnotations, sourceAnnotations }: LossContext,
): readonly SourceLoss[] {
  const replaced = Object.entries(annotations).flatMap(([key, value]) => {
    const current = draftAnnotations.get(key);
    const isOther = current !== undefined && current !== value;
    return isOther && sourceAnnotations.has(annotationText([key, current])) ? [key] : [];
  });
  if (replaced.length === 0) return [];
  const more = replaced.length - maxKeys;
  const keys = replaced.slice(0, maxKeys).join(", ") + (more > 0 ? ` and ${more} more` : "");
  const message = `The new index has another source's value for ${keys}, not this one's.`;
  return [{ code: "index_annotations", message, kept: false }];
}
