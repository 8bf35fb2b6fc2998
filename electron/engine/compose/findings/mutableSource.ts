import type { Finding } from "../../../../shared/preview.ts";
import { pinSources } from "../pinSources.ts";
import { type FindingContext, hint } from "./finding.ts";

/** `mutable_source`: a source names a tag. The fix adds the digest that was read, which is what gets pushed. */
export function findMutableSources({ draft, composition }: FindingContext): readonly Finding[] {
  const digests = draft.sources.map(
    ({ id }, at) => [id, composition.sources[at]?.content.digest ?? ""] as const,
  );
  const { subject: _, ...sourcesOnly } = draft;
  const pinned = pinSources(sourcesOnly, new Map(digests)).sources;
  return pinned.flatMap(({ id, text }, at) => {
    if (text === draft.sources[at]?.text) {
      return [];
    }
    const message =
      "This tag may move: the digest shown is what gets pushed now; a saved recipe reads the tag again.";
    const finding = hint("mutable_source", message, { kind: "source", id });
    return [{ ...finding, fixes: [{ kind: "pin", sources: [{ id, text }] } as const] }];
  });
}
