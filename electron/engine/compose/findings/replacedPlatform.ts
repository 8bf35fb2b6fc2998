import type { Finding } from "../../../../shared/preview.ts";
import { formatPlatformAll } from "../../oci/formatPlatform.ts";
import { lostPlatforms, preferPlatform } from "../replacedRows.ts";
import { type FindingContext, warning } from "./finding.ts";

/**
 * `platform_replaced`: sources list a digest for several platforms. A new index lists each digest once, for the last of
 * these platforms.
 */
export function findReplacedPlatforms({ composition }: FindingContext): readonly Finding[] {
  const lost = lostPlatforms(composition);
  return (composition.filtered.index?.manifests ?? []).flatMap(({ digest, platform }) => {
    const others = lost.get(digest);
    if (!platform || !others) {
      return [];
    }
    const names = others.map((other) => formatPlatformAll(other.platform)).join(", ");
    const message = `The sources list this image for ${names} too; a new index lists each digest once, so it is for ${formatPlatformAll(platform)} only.`;
    const finding = warning("platform_replaced", message, { kind: "entry", digest });
    return [{ ...finding, fixes: others.map(preferPlatform) }];
  });
}
