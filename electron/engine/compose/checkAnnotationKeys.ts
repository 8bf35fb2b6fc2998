import type { Draft } from "../../../shared/draft.ts";
import { EngineError } from "../errors.ts";

/** Assigning this key changes an object's prototype: `readAnnotations` rejects manifests that have it. */
const refusedKey = "__proto__";

/**
 * Checks the keys of all annotations that a draft sets: on the index, on entries and in manifests.
 * @throws EngineError `annotation_invalid`
 */
export function checkAnnotationKeys({
  annotations,
  edits,
}: Pick<Draft, "annotations" | "edits">): void {
  const edited = edits.flatMap((edit) => [
    ...(edit.annotations ?? []),
    ...(edit.manifest?.annotations ?? []),
  ]);
  const isRefused =
    annotations.some(({ key }) => key.trim() === refusedKey) ||
    edited.some(({ key, value }) => key === refusedKey && value !== undefined);
  if (isRefused) {
    throw new EngineError(
      "annotation_invalid",
      `An annotation cannot have the key ${refusedKey}.`,
      {
        hint: "Rename or remove it: tools lose annotations with this key.",
      },
    );
  }
}
