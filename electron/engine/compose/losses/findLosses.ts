import type { Draft } from "../../../../shared/draft.ts";
import type { Loss } from "../../../../shared/preview.ts";
import type { Composition } from "../composition.ts";
import type { ResolvedSource } from "../resolve.ts";
import { foreignLayerLosses } from "./foreignLayers.ts";
import { annotationLosses, replacedAnnotationLosses } from "./indexAnnotations.ts";
import { artifactTypeLosses, subjectLosses } from "./indexFields.ts";
import { lossContext, type SourceLoss } from "./loss.ts";
import { osVersionLosses } from "./osVersion.ts";

/**
 * Lists what the sources' bytes have and the result does not have, or has because of an option of the draft, in the
 * order of the sources.
 */
export function findLosses(draft: Draft, composition: Composition): readonly Loss[] {
  const { filtered, combination, sources } = composition;
  const { index, content } = filtered;
  const digests = new Set(index ? index.manifests.map(({ digest }) => digest) : [content.digest]);
  const context = lossContext(draft, composition);
  const isNew = combination.origin === "built";

  function lossesOf(source: ResolvedSource): readonly SourceLoss[] {
    if (source.kind === "index") {
      return isNew
        ? [
            ...annotationLosses(source.index, context),
            ...replacedAnnotationLosses(source.index, context),
            ...artifactTypeLosses(source.index, context),
            ...subjectLosses(source.index, context),
          ]
        : [];
    }
    if (source.kind === "artifact" || !digests.has(source.content.digest)) {
      return [];
    }
    return [...(isNew ? osVersionLosses(source, draft) : []), ...foreignLayerLosses(source)];
  }

  return sources.flatMap((source, position) => {
    const id = draft.sources[position]?.id;
    return id === undefined ? [] : lossesOf(source).map((loss) => ({ ...loss, source: id }));
  });
}
