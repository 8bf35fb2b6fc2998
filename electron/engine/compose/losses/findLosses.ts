import type { Draft } from "../../../../shared/draft.ts";
import { isForeignLayerType, mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import type { Loss } from "../../../../shared/preview.ts";
import { firstOf } from "../combine.ts";
import type { Composition } from "../composition.ts";
import type { ResolvedImage, ResolvedIndex } from "../resolve.ts";
import { countOf } from "../countOf.ts";

/** So many keys are named. */
const namedKeys = 3;

/** A loss before it is said whose it is. */
type Unowned = Omit<Loss, "source">;

/**
 * What the sources' own bytes have and the result would not, and what it has because a switch of the draft is
 * on; in the draft's order.
 */
export function findLosses(draft: Draft, composition: Composition): readonly Loss[] {
  const { index, content } = composition.filtered;
  const kept = new Set(index ? index.manifests.map(({ digest }) => digest) : [content.digest]);
  const indexLosses = createIndexLosses(draft, composition);
  return composition.sources.flatMap((source, position) => {
    const id = draft.sources[position]?.id;
    if (id === undefined) return [];
    const losses = (): readonly Unowned[] => {
      if (source.kind === "index") return indexLosses(source);
      if (source.kind === "artifact" || !kept.has(source.content.digest)) return [];
      return [...versionLosses(source, draft, composition), ...foreignLosses(source)];
    };
    return losses().map((loss) => ({ ...loss, source: id }));
  });
}

/** Of a source index, whose entries alone go into a new one. */
function createIndexLosses(
  draft: Draft,
  { sources, combination }: Composition,
): (source: ResolvedIndex) => readonly Unowned[] {
  if (combination.origin === "copy") return () => [];
  // A Docker manifest list has neither annotations, nor an artifact type, nor a subject.
  const able = combination.content.mediaType !== mediaTypes.dockerList;
  const written = new Map(
    draft.annotations
      .filter(({ scope }) => scope.kind === "index")
      .map(({ key, value }) => [key.trim(), value]),
  );
  const first = firstOf(sources);
  const said = new Set(
    sources.flatMap((source) =>
      source.kind === "index" ? Object.entries(source.index.annotations ?? {}).map(pairText) : [],
    ),
  );
  return ({ index }) => {
    const { artifactType, subject } = index;
    return [
      ...annotationLosses(index, able ? written : undefined),
      ...replacedLosses(index, written, said),
      ...(artifactType
        ? fieldLosses("artifact_type", `artifact type, ${artifactType}`, {
            able: able && artifactType === first.artifactType,
            kept: draft.keepArtifactType,
          })
        : []),
      ...(subject
        ? fieldLosses("subject", `subject, ${subject.digest}`, {
            able: able && subject.digest === first.subject?.digest,
            kept: draft.keepSubject,
          })
        : []),
    ];
  };
}

/** @param written the draft's annotations of the index; undefined where the result can have none */
function annotationLosses(
  { annotations = {} }: ResolvedIndex["index"],
  written: ReadonlyMap<string, string> | undefined,
): readonly Unowned[] {
  const entries = Object.entries(annotations);
  // What the draft sets otherwise was replaced on purpose.
  const lost = entries.filter(([key]) => !written?.has(key));
  const taken = entries.filter(([key, value]) => written?.get(key) === value);
  const loss = (
    kept: boolean,
    list: readonly (readonly [string, string])[],
    message: string,
  ): Unowned => ({
    code: "index_annotations",
    message,
    kept,
    ...(written
      ? { keep: { kind: "indexAnnotations", annotations: Object.fromEntries(list) } }
      : {}),
  });
  if (lost.length > 0) {
    const number = countOf(lost.length, "annotation");
    const message = written
      ? `A new index is made, without the ${number} of this one.`
      : `The result is a Docker manifest list, which has no annotations: the ${number} of this index cannot be kept.`;
    return [loss(false, lost, message)];
  }
  if (taken.length === 0) return [];
  const message = `The new index has ${countOf(taken.length, "annotation")} of this one.`;
  return [loss(true, taken, message)];
}

/**
 * Annotations whose key has the value of another source: one of the two is lost, whichever is kept. A value that no
 * source has was written on purpose.
 *
 * @param said what the sources' annotations say, as `pairText` has it
 */
function replacedLosses(
  { annotations = {} }: ResolvedIndex["index"],
  written: ReadonlyMap<string, string>,
  said: ReadonlySet<string>,
): readonly Unowned[] {
  const replaced = Object.entries(annotations).flatMap(([key, value]) => {
    const now = written.get(key);
    return now !== undefined && now !== value && said.has(pairText([key, now])) ? [key] : [];
  });
  if (replaced.length === 0) return [];
  const more = replaced.length - namedKeys;
  const keys = replaced.slice(0, namedKeys).join(", ") + (more > 0 ? ` and ${more} more` : "");
  const message = `The new index has another source's value for ${keys}, not this one's.`;
  return [{ code: "index_annotations", message, kept: false }];
}

function pairText([key, value]: readonly [string, string]): string {
  return JSON.stringify([key, value]);
}

/** @param as.able whether the switch would give the new index this source's value, and not another's or none */
function fieldLosses(
  code: "artifact_type" | "subject",
  name: string,
  as: { readonly able: boolean; readonly kept: boolean },
): readonly Unowned[] {
  if (!as.able) {
    const message = `A new index is made, which cannot have this index's ${name}.`;
    return [{ code, message, kept: false }];
  }
  const message = as.kept
    ? `The new index has this index's ${name}.`
    : `A new index is made, without this index's ${name}.`;
  const keep = { kind: code === "subject" ? "keepSubject" : "keepArtifactType" } as const;
  return [{ code, message, kept: as.kept, keep }];
}

function versionLosses(
  { configPlatform, descriptor }: ResolvedImage,
  { keepOsVersion }: Draft,
  { combination }: Composition,
): readonly Unowned[] {
  if (combination.origin === "copy") return [];
  const fields = (["os.version", "os.features"] as const).filter(
    (field) => configPlatform?.[field]?.length && !descriptor.platform?.[field]?.length,
  );
  if (fields.length === 0) return [];
  const names = fields.join(" and ");
  const message = keepOsVersion
    ? `The image's ${names} stands in the index.`
    : `The image's ${names} is left out, as buildx leaves it out; Windows hosts choose by it.`;
  return [{ code: "os_version", message, kept: keepOsVersion, keep: { kind: "keepOsVersion" } }];
}

function foreignLosses({ layers }: ResolvedImage): readonly Unowned[] {
  const foreign = layers.filter(
    ({ mediaType, urls }) => isForeignLayerType(mediaType) && (urls?.length ?? 0) > 0,
  );
  if (foreign.length === 0) return [];
  const hosts = new Set(
    foreign.flatMap(({ urls = [] }) =>
      urls.flatMap((url) => (URL.canParse(url) ? [new URL(url).host] : [])),
    ),
  );
  const where = hosts.size === 0 ? "other places" : [...hosts].slice(0, 3).join(", ");
  const message = `${countOf(foreign.length, "layer")} of this image is held by ${where}, not by registries, and is not copied.`;
  return [{ code: "foreign_layers", message, kept: false }];
}
