import type { Finding } from "../../../../shared/preview.ts";
import { formatLocation, parseLocation } from "../../oci/location.ts";
import { EngineError } from "../../errors.ts";
import { tryTo } from "../source.ts";
import { type FindingContext, note } from "./finding.ts";

/** `target_is_source`: a tag to push to is that of a single image among several sources. */
export function findTargetsAmongSources({
  draft,
  composition,
}: FindingContext): readonly Finding[] {
  const { sources, filtered } = composition;
  const images = new Set(
    sources.flatMap(({ kind, location }) => (kind === "index" ? [] : [formatLocation(location)])),
  );
  return draft.targets.flatMap(({ id, text }) => {
    const target = tryTo(() => parseLocation(text.trim()));
    const isSource = !(target instanceof EngineError) && images.has(formatLocation(target));
    if (!isSource || sources.length < 2 || !filtered.index) {
      return [];
    }
    const message =
      "This tag is a source too, and holds a single image. After the push it holds the index, and the next push from the same sources reads the index in place of the image.";
    return [note("target_is_source", message, { kind: "target", id })];
  });
}
