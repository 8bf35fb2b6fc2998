import type { Finding } from "../../../../shared/preview.ts";
import { type FindingContext, note } from "./finding.ts";

/** `image_edited`: the edited tag holds a single image, which is copied unchanged until it is an entry of an index. */
export function findEditedImage({
  composition: { request, sources, combination },
}: FindingContext): readonly Finding[] {
  const base = request.base === undefined ? undefined : sources[request.base];
  if (!base || base.kind === "index" || combination.origin !== "copy") {
    return [];
  }
  const message =
    "This is a single image, not an index, so it is copied unchanged. Add another image, or wrap it, to make an index.";
  return [{ ...note("image_edited", message, { kind: "draft" }), fixes: [{ kind: "wrapImage" }] }];
}
