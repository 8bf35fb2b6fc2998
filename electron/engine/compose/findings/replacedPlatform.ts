import type { Finding } from "../../../../shared/preview.ts";
import { formatPlatformAll } from "../../oci/formatPlatform.ts";
import { platformKey } from "../../oci/normalizePlatform.ts";
import { listedEntries } from "../combine.ts";
import { type FindingContext, warning } from "./finding.ts";

/**
 * `platform_replaced`: sources list a digest for several platforms. A new index lists each digest once, for the last of
 * these platforms.
 */
export function findReplacedPlatforms({ composition }: FindingContext): readonly Finding[] {
  const { sources, combination, filtered, request } = composition;
  if (combination.origin !== "built") {
    return [];
  }
  /** For each digest, the names of its platforms by their keys. */
  const platforms = new Map<string, Map<string, string>>();
  const listed = sources.flatMap((source) => listedEntries(source, request.keepOsVersion));
  for (const { digest, platform } of listed) {
    if (!platform) {
      continue;
    }
    const names = platforms.get(digest) ?? new Map<string, string>();
    platforms.set(digest, names.set(platformKey(platform), formatPlatformAll(platform)));
  }
  return (filtered.index?.manifests ?? []).flatMap(({ digest, platform }) => {
    // The platform of an edited entry is none of its sources', by choice.
    if (!platform || combination.originals.has(digest)) {
      return [];
    }
    const lost = new Map(platforms.get(digest));
    lost.delete(platformKey(platform));
    if (lost.size === 0) {
      return [];
    }
    const message = `The sources list this image for ${[...lost.values()].join(", ")} too; a new index lists each digest once, so it is for ${formatPlatformAll(platform)} only.`;
    return [warning("platform_replaced", message, { kind: "entry", digest })];
  });
}
