import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { Annotation } from "../compose/annotate.ts";
import { annotatedPlatform } from "../compose/annotate.ts";
import type { Composition } from "../compose/composition.ts";
import { formatPlatformAll } from "../oci/formatPlatform.ts";

/** Arguments of `docker buildx imagetools create`. */
export interface BuildxArguments {
  readonly words: readonly string[];
  /** What buildx does differently with them, as sentences. */
  readonly differences: readonly string[];
}

/** Platforms that buildx accepts in the brackets of an annotation: no dots and no parentheses. */
const platformPattern = /^[A-Za-z0-9_/-]+$/;

/**
 * Returns the annotations of a draft as values of `--annotation`, `TYPE[PLATFORM]:KEY=VALUE`.
 *
 * Source: buildx `util/buildflags`, `ParseAnnotations`, and `util/imagetools/create.go`, `Combine`.
 */
export function annotationArguments({
  request,
  sources,
  combination,
}: Composition): BuildxArguments {
  const { annotations } = request;
  // A Docker list has no annotations. With a single source they make a new index, here and in buildx.
  if (combination.content.mediaType === mediaTypes.dockerList && sources.length > 1) {
    return { words: [], differences: [] };
  }
  const lastByPlace = new Map(annotations.map((annotation) => [placeOf(annotation), annotation]));
  const distinct = [...lastByPlace.values()];
  const supported = distinct.filter(isSupported);
  const entries = combination.index?.manifests ?? [];
  const reached = new Set(entries.map(annotatedPlatform));
  const hasEffect = ({ platform }: Annotation): boolean =>
    !platform || reached.has(formatPlatformAll(platform));
  const ofPlatforms = supported.filter(({ platform }) => platform !== undefined);
  const keysOfAllEntries = new Set(
    supported.flatMap(({ kind, platform, key }) =>
      kind === "manifest-descriptor" && !platform ? [key] : [],
    ),
  );
  const differences = [
    ...(distinct.some((each) => !isSupported(each) && hasEffect(each)) ||
    (annotations.length > 0 && supported.length === 0)
      ? ["buildx does not support some of the annotations, so they are omitted."]
      : []),
    ...(ofPlatforms.some((each) => hasEffect(each) && keysOfAllEntries.has(each.key))
      ? [
          "buildx picks a random value if an annotation of a platform and one of all entries have the same key.",
        ]
      : []),
    ...(ofPlatforms.length > 0 && entries.some(({ platform }) => !platform)
      ? ["buildx fails at annotations of a platform if an entry has no platform."]
      : []),
  ];
  return { words: supported.map(formatAnnotation), differences };
}

/** Returns a key that is equal for annotations that replace each other. */
function placeOf({ kind, platform, key }: Annotation): string {
  return JSON.stringify([kind, platform ? formatPlatformAll(platform) : null, key]);
}

function isSupported({ key, value, platform }: Annotation): boolean {
  if (key.includes("=") || `${key}${value}`.includes("\0")) {
    return false;
  }
  return !platform || platformPattern.test(formatPlatformAll(platform));
}

function formatAnnotation({ kind, platform, key, value }: Annotation): string {
  const place = platform ? `${kind}[${formatPlatformAll(platform)}]` : kind;
  return `${place}:${key}=${value}`;
}
