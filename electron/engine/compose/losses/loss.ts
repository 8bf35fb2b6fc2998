import type { Draft } from "../../../../shared/draft.ts";
import type { ImageIndex } from "../../../../shared/oci/imageIndex.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import type { Loss } from "../../../../shared/preview.ts";
import type { Composition } from "../composition.ts";
import { inheritable, splitAnnotations } from "../indexFields.ts";

/** A loss without the id of its source. */
export type SourceLoss = Omit<Loss, "source">;

/** What the losses of source indexes are derived from. */
export interface LossContext {
  readonly draft: Draft;
  /** Whether the result is a Docker manifest list, which has neither annotations, nor an artifact type, nor a subject. */
  readonly isDocker: boolean;
  /** The draft's annotations of the index, by key. */
  readonly draftAnnotations: ReadonlyMap<string, string>;
  /** Annotations of the edited index that no draft can hold: the result keeps them as they are. */
  readonly fixedAnnotations: ReadonlyMap<string, string>;
  /** The annotations of all source indexes, as `annotationText` formats them. */
  readonly sourceAnnotations: ReadonlySet<string>;
  /** The artifact type and the subject that the result can keep of its sources. */
  readonly inheritable: Pick<ImageIndex, "artifactType" | "subject">;
}

/** Derives from a draft and its result what the finders of losses need. */
export function lossContext(
  draft: Draft,
  { combination, sources, request }: Pick<Composition, "combination" | "sources" | "request">,
): LossContext {
  const indexes = sources.flatMap((source) => (source.kind === "index" ? [source.index] : []));
  return {
    draft,
    isDocker: combination.content.mediaType === mediaTypes.dockerList,
    draftAnnotations: new Map(
      draft.annotations
        .filter(({ scope }) => scope.kind === "index")
        .map(({ key, value }) => [key.trim(), value]),
    ),
    fixedAnnotations: new Map(
      Object.entries(splitAnnotations(combination.base?.index.annotations ?? {}).fixed),
    ),
    sourceAnnotations: new Set(
      indexes.flatMap(({ annotations = {} }) => Object.entries(annotations).map(annotationText)),
    ),
    inheritable: inheritable(sources, request),
  };
}

/** An annotation as one text, to compare annotations by. */
export function annotationText(entry: readonly [key: string, value: string]): string {
  return JSON.stringify(entry);
}
