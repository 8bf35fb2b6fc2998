import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type { Platform } from "../../../../shared/oci/platform.ts";
import type { Finding } from "../../../../shared/preview.ts";
import { formatPlatform, formatPlatformAll } from "../../oci/formatPlatform.ts";
import type { Host } from "../../oci/host.ts";
import { createPlatformMatcher } from "../../oci/matchPlatform.ts";
import { normalizePlatform } from "../../oci/normalizePlatform.ts";
import { parsePlatform } from "../../oci/parsePlatform.ts";
import { annotatedPlatform } from "../annotate.ts";
import { annotationsWithKey, entriesOf, type FindingContext, warning } from "./finding.ts";

/** `annotation_matches_nothing`: an annotation for a platform that no entry has, or that is not a platform. */
export function findUnmatchedAnnotations(context: FindingContext): readonly Finding[] {
  const { host } = context;
  const entries = entriesOf(context);
  const names = new Set(entries.map(annotatedPlatform));
  const unmatched = annotationsWithKey(context).flatMap(({ id, scope }) => {
    if (scope.kind !== "platform") {
      return [];
    }
    const platform = tryParsePlatform(scope.platform, host);
    if (platform && names.has(formatPlatformAll(platform))) {
      return [];
    }
    return { id, text: scope.platform, platform };
  });
  const suggestions = similarPlatforms(
    unmatched.flatMap(({ platform }) => platform ?? []),
    entries,
    host,
  );
  return unmatched.map(({ id, text, platform }) => {
    const subject = { kind: "annotation", id } as const;
    if (!platform) {
      const message = `"${text}" is not a platform, so this annotation has no effect. Write it like linux/arm64.`;
      return warning("annotation_matches_nothing", message, subject);
    }
    const similar = [...(suggestions.get(platform) ?? [])];
    const advice =
      similar.length > 0 ? ` Did you mean ${similar.join(" or ")}? The text must be the same.` : "";
    const message = `No entry is ${text}, so this annotation has no effect.${advice}`;
    return {
      ...warning("annotation_matches_nothing", message, subject),
      fixes: similar.map((name) => ({ kind: "annotationPlatform", id, platform: name })),
    };
  });
}

function tryParsePlatform(text: string, host: Host): Platform | undefined {
  try {
    return parsePlatform(text.trim(), host);
  } catch {
    return undefined;
  }
}

/** For each platform, the names of entries' platforms that match it although they are written differently. */
function similarPlatforms(
  platforms: readonly Platform[],
  entries: readonly Descriptor[],
  host: Host,
): ReadonlyMap<Platform, ReadonlySet<string>> {
  const similar = new Map(platforms.map((platform) => [platform, new Set<string>()]));
  if (platforms.length === 0) {
    return similar;
  }
  const matcher = createPlatformMatcher(
    platforms.map((platform) => normalizePlatform(platform, host)),
    host,
  );
  for (const { platform: candidate } of entries) {
    for (const position of candidate ? matcher(candidate) : []) {
      const platform = platforms[position];
      if (candidate && platform) {
        similar.get(platform)?.add(formatPlatform(candidate));
      }
    }
  }
  return similar;
}
