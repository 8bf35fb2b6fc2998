import { isForeignLayerType } from "../../../../shared/oci/mediaTypes.ts";
import { countOf } from "../../../../shared/countOf.ts";
import type { ResolvedImage } from "../resolve.ts";
import type { SourceLoss } from "./loss.ts";

/** Layers that are downloaded from other hosts, such as those of Windows base images, and are not copied. */
export function foreignLayerLosses({ layers }: ResolvedImage): readonly SourceLoss[] {
  const foreign = layers.filter(
    ({ mediaType, urls }) => isForeignLayerType(mediaType) && (urls?.length ?? 0) > 0,
  );
  if (foreign.length === 0) {
    return [];
  }
  const hosts = new Set(
    foreign.flatMap(({ urls = [] }) =>
      urls.flatMap((url) => (URL.canParse(url) ? [new URL(url).host] : [])),
    ),
  );
  const where = hosts.size === 0 ? "other places" : [...hosts].slice(0, 3).join(", ");
  const verb = foreign.length === 1 ? "is" : "are";
  const message = `${countOf(foreign.length, "layer")} of this image ${verb} held by ${where}, not by registries, and ${verb} not copied.`;
  return [{ code: "foreign_layers", message, kept: false }];
}
