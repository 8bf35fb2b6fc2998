import { isAttestation } from "../../../../shared/oci/attestation.ts";
import type { Platform } from "../../../../shared/oci/platform.ts";
import type { Finding } from "../../../../shared/preview.ts";
import { formatPlatformAll } from "../../oci/formatPlatform.ts";
import type { Host } from "../../oci/host.ts";
import { parsePlatform } from "../../oci/parsePlatform.ts";
import { annotatedPlatform } from "../annotate.ts";
import { annotationsWithKey, entriesOf, type FindingContext, warning } from "./finding.ts";
import { nearestPlatforms } from "./nearestPlatforms.ts";

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
  const candidates = entries.flatMap((entry) =>
    entry.platform && !isAttestation(entry) ? [entry.platform] : [],
  );
  return unmatched.map(({ id, text, platform }) => {
    const subject = { kind: "annotation", id } as const;
    const removal = { kind: "removeAnnotation", id } as const;
    if (!platform) {
      const message = `"${text}" is not a platform, so this annotation has no effect. Write it like linux/arm64.`;
      return { ...warning("annotation_matches_nothing", message, subject), fixes: [removal] };
    }
    const similar = nearestPlatforms(platform, candidates);
    const advice =
      similar.length > 0 ? ` Did you mean ${similar.join(" or ")}? The text must be the same.` : "";
    const message = `No entry is ${text}, so this annotation has no effect.${advice}`;
    return {
      ...warning("annotation_matches_nothing", message, subject),
      fixes:
        similar.length === 0
          ? [removal]
          : similar.map((name) => ({ kind: "annotationPlatform", id, platform: name })),
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
