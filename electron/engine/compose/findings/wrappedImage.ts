import type { Finding } from "../../../../shared/preview.ts";
import { type FindingContext, note } from "./finding.ts";

/** `single_image_wrapped`, `annotations_wrap`: the only image is wrapped in an index, by choice or for its annotations. */
export function findWrappedImage({
  draft,
  composition: { sources, combination },
}: FindingContext): readonly Finding[] {
  const [only, ...others] = sources;
  if (combination.origin !== "built" || only?.kind !== "manifest" || others.length > 0) {
    return [];
  }
  const finding = draft.preferIndex
    ? note(
        "single_image_wrapped",
        "One image is wrapped in an index of its own, so the digest differs from the image's.",
        { kind: "draft" },
      )
    : note(
        "annotations_wrap",
        "Annotations are set on an index, so the image is wrapped in an index anyway.",
        { kind: "draft" },
      );
  return [finding];
}
