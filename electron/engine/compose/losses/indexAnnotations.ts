import type { ImageIndex } from "../../../../shared/oci/imageIndex.ts";
import { countOf } from "../../../../shared/countOf.ts";
import { splitAnnotations } from "../indexFields.ts";
import { annotationText, type LossContext, type SourceLoss } from "./loss.ts";

/** Keys named in a message. */
const maxKeys = 3;

/** The key and the value of an annotation. */
type Entry = readonly [string, string];

/**
 * Annotations of a source index that the new index does not have, or has because the draft sets them. A key that the
 * draft sets to another value is not lost: it was replaced. Those that no draft can hold are apart: they cannot be kept.
 */
export function annotationLosses(
  { annotations = {} }: ImageIndex,
  { isDocker, draftAnnotations, fixedAnnotations }: LossContext,
): readonly SourceLoss[] {
  const entries = Object.entries(annotations);
  if (isDocker) {
    if (entries.length === 0) {
      return [];
    }
    const message = `Docker manifest lists have no annotations: ${countOf(entries.length, "index annotation")}.`;
    return [{ code: "index_annotations", message, kept: false }];
  }
  const lost = entries.filter(
    ([key, value]) => !draftAnnotations.has(key) && fixedAnnotations.get(key) !== value,
  );
  const kept = entries.filter(([key, value]) => draftAnnotations.get(key) === value);
  if (lost.length > 0) {
    const { editable, fixed } = splitAnnotations(Object.fromEntries(lost));
    return [
      ...[Object.entries(editable)]
        .filter((part) => part.length > 0)
        .map((part) => annotationLoss(false, part, lostMessage(part))),
      ...[Object.entries(fixed)]
        .filter((part) => part.length > 0)
        .map((part) => ({
          code: "index_annotations" as const,
          message: lostMessage(part),
          kept: false,
        })),
    ];
  }
  if (kept.length === 0) {
    return [];
  }
  const message = `Copies ${countOf(kept.length, "index annotation")}.`;
  return [annotationLoss(true, kept, message)];
}

function lostMessage(entries: readonly Entry[]): string {
  return `${countOf(entries.length, "index annotation")}: ${keyList(entries)}`;
}

/** Formats the keys of annotations: `title, vendor, url and 2 more`. */
function keyList(entries: readonly Entry[]): string {
  const more = entries.length - maxKeys;
  const keys = entries.slice(0, maxKeys).map(([key]) => key);
  return keys.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function annotationLoss(kept: boolean, entries: readonly Entry[], message: string): SourceLoss {
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
  const replaced = Object.entries(annotations).flatMap(([key, value]): Entry[] => {
    const current = draftAnnotations.get(key);
    const isOther = current !== undefined && current !== value;
    return isOther && sourceAnnotations.has(annotationText([key, current])) ? [[key, value]] : [];
  });
  if (replaced.length === 0) {
    return [];
  }
  const message = `${countOf(replaced.length, "index annotation")}, replaced by another source's value: ${keyList(replaced)}`;
  return [{ code: "index_annotations", message, kept: false }];
}
