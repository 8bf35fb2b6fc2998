import type { Draft } from "../../../../shared/draft.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type { Loss } from "../../../../shared/preview.ts";
import type { Composition } from "../composition.ts";
import type { ResolvedIndex, ResolvedSource } from "../resolve.ts";
import { editedManifestLosses } from "./editedManifests.ts";
import { foreignLayerLosses } from "./foreignLayers.ts";
import { annotationLosses, replacedAnnotationLosses } from "./indexAnnotations.ts";
import { artifactTypeLosses, subjectLosses } from "./indexFields.ts";
import { type LossContext, lossContext, type SourceLoss } from "./loss.ts";
import { osVersionLosses } from "./osVersion.ts";
import { unknownFieldLosses } from "./unknownFields.ts";

/**
 * Lists what the sources' bytes have and the result does not have, or has because of an option of the draft, in the
 * order of the sources.
 */
export function findLosses(draft: Draft, composition: Composition): readonly Loss[] {
  const { filtered, combination, sources } = composition;
  const { index } = filtered;
  const digests = new Set(
    index ? index.manifests.map(({ digest }) => digest) : [combination.content.digest],
  );
  const context = lossContext(draft, composition);
  const isNew = combination.origin === "built";
  /** What the base keeps is what its user expects. */
  const isReported = (source: ResolvedSource, { kept }: SourceLoss): boolean =>
    source !== combination.base || !kept;

  function lossesOf(source: ResolvedSource): readonly SourceLoss[] {
    if (source.kind === "index") {
      return indexLosses(source, { composition, context });
    }
    if (source.kind === "artifact" || !digests.has(source.content.digest)) {
      return [];
    }
    return [...(isNew ? osVersionLosses(source, draft) : []), ...foreignLayerLosses(source)];
  }

  const entries = index?.manifests ?? [singleEntry(composition)];
  const bySource = Map.groupBy(entries, ({ digest }) => combination.named.get(digest)?.[0]);
  return sources.flatMap((source, position) => {
    const id = draft.sources[position]?.id;
    const losses = [
      ...lossesOf(source).filter((loss) => isReported(source, loss)),
      ...editedManifestLosses(bySource.get(position) ?? [], composition),
    ];
    return losses.flatMap((loss) => (id === undefined ? [] : [{ ...loss, source: id }]));
  });
}

/** What the result does not have of a source index, or has because of an option. */
function indexLosses(
  { index, content }: ResolvedIndex,
  { composition, context }: { readonly composition: Composition; readonly context: LossContext },
): readonly SourceLoss[] {
  const { combination, filtered } = composition;
  if (filtered.content === content) {
    return [];
  }
  const isConverted = context.isDocker && content.mediaType !== combination.content.mediaType;
  return [
    ...(combination.origin === "built" || isConverted
      ? [
          ...annotationLosses(index, context),
          ...replacedAnnotationLosses(index, context),
          ...artifactTypeLosses(index, context),
          ...subjectLosses(index, context),
        ]
      : []),
    ...unknownFieldLosses(content),
  ];
}

/** The entry of a result that is a single manifest, with its digest before an edit. */
function singleEntry({ combination: { content, platform } }: Composition): Descriptor {
  const { mediaType, digest, bytes } = content;
  return { mediaType, digest, size: bytes.byteLength, ...(platform ? { platform } : {}) };
}
