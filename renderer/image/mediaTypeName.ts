import { mediaTypes } from "../../shared/oci/mediaTypes.ts";
import { escapeInvisible } from "../ui/escapeInvisible.ts";

const names: ReadonlyMap<string, string> = new Map(
  Object.entries({
    [mediaTypes.ociIndex]: "OCI index",
    [mediaTypes.ociManifest]: "OCI manifest",
    [mediaTypes.ociConfig]: "OCI config",
    [mediaTypes.ociEmpty]: "empty",
    [mediaTypes.dockerList]: "Docker manifest list",
    [mediaTypes.dockerManifest]: "Docker manifest",
    [mediaTypes.dockerConfig]: "Docker config",
    [mediaTypes.dockerSchema1]: "Docker schema 1",
    [mediaTypes.dockerSchema1Signed]: "Docker schema 1",
    [mediaTypes.ociArtifact]: "OCI artifact manifest",
    [mediaTypes.inToto]: "in-toto statement",
  }),
);

/** Returns a short name of a media type: `OCI index`, `layer, gzip`; for an unknown one, the type without `application/`. */
export function mediaTypeName(mediaType: string): string {
  const name = names.get(mediaType);
  if (name !== undefined) {
    return name;
  }
  const layer =
    /^application\/vnd\.(?:oci\.image\.layer(\.nondistributable)?\.v1|docker\.image\.rootfs\.(foreign\.)?diff)\.tar[.+]?(.*)$/.exec(
      mediaType,
    );
  if (layer) {
    const [, nondistributable, foreign, compression = ""] = layer;
    const kind = nondistributable || foreign ? "foreign layer" : "layer";
    return compression === "" ? kind : `${kind}, ${escapeInvisible(compression)}`;
  }
  return escapeInvisible(mediaType.replace(/^application\//, "")) || "no media type";
}
