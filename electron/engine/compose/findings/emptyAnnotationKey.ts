import type { Finding } from "../../../../shared/preview.ts";
import { type FindingContext, warning } from "./finding.ts";

/** `annotation_empty_key`: an annotation with a value and no key, which the result does not have. */
export function findEmptyAnnotationKeys({ draft }: FindingContext): readonly Finding[] {
  return draft.annotations
    .filter(({ key, value }) => key.trim() === "" && value !== "")
    .map(({ id }) =>
      warning("annotation_empty_key", "This annotation has no key, so it is not included.", {
        kind: "annotation",
        id,
      }),
    );
}
