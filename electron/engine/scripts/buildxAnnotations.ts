import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { Annotation } from "../compose/annotate.ts";
import { reachedBy } from "../compose/annotate.ts";
import type { Composition } from "../compose/composition.ts";
import { formatPlatformAll } from "../oci/formatPlatform.ts";

/** Platforms that buildx takes in the brackets of an annotation: no dots and no parentheses. */
const addressable = /^[A-Za-z0-9_/-]+$/;

/**
 * A draft's annotations as buildx has them, `TYPE[PLATFORM]:KEY=VALUE`, and what it would make otherwise of
 * them.
 *
 * Source: buildx `util/buildflags`, `ParseAnnotations`, and `util/imagetools/create.go`, `Combine`.
 */
export function spellAnnotations({ request, sources, combination }: Composition): {
  readonly words: readonly string[];
  readonly differences: readonly string[];
} {
  const { annotations } = request;
  // A list ignores them; alone with one source they have it made anew, which they do for buildx too.
  if (combination.content.mediaType === mediaTypes.dockerList && sources.length > 1)
    return { words: [], differences: [] };
  const last = new Map(annotations.map((annotation) => [placeOf(annotation), annotation]));
  const distinct = [...last.values()];
  const taken = distinct.filter(isWritable);
  const entries = combination.index?.manifests ?? [];
  const reached = new Set(entries.map(reachedBy));
  const lands = ({ platform }: Annotation): boolean =>
    !platform || reached.has(formatPlatformAll(platform));
  const specific = taken.filter(({ platform }) => platform !== undefined);
  const general = new Set(
    taken.flatMap(({ kind, platform, key }) =>
      kind === "manifest-descriptor" && !platform ? [key] : [],
    ),
  );
  const differences = [
    ...(distinct.some((each) => !isWritable(each) && lands(each)) ||
    (annotations.length > 0 && taken.length === 0)
      ? ["buildx cannot be told some of the annotations, so they are left out."]
      : []),
    ...(specific.some((each) => lands(each) && general.has(each.key))
      ? [
          "buildx leaves it to chance which value wins where one platform and all entries have a key.",
        ]
      : []),
    ...(specific.length > 0 && entries.some(({ platform }) => !platform)
      ? ["buildx fails at annotations of a platform where an entry has no platform."]
      : []),
  ];
  return { words: taken.map(spell), differences };
}

function placeOf({ kind, platform, key }: Annotation): string {
  return JSON.stringify([kind, platform ? formatPlatformAll(platform) : null, key]);
}

function isWritable({ key, value, platform }: Annotation): boolean {
  if (key.includes("=") || `${key}${value}`.includes("\0")) return false;
  return !platform || addressable.test(formatPlatformAll(platform));
}

function spell({ kind, platform, key, value }: Annotation): string {
  const place = platform ? `${kind}[${formatPlatformAll(platform)}]` : kind;
  return `${place}:${key}=${value}`;
}
