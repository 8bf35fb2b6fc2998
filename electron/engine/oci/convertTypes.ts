import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";

/** A family of media types. */
export type Format = "oci" | "docker";

const ociLayer = "application/vnd.oci.image.layer.v1.tar";
const ociForeign = "application/vnd.oci.image.layer.nondistributable.v1.tar";
const dockerLayer = "application/vnd.docker.image.rootfs.diff.tar";
const dockerForeign = "application/vnd.docker.image.rootfs.foreign.diff.tar";

/** Layers of the same bytes in both formats. Source: regclient `mod/manifest.go`; containerd `images/mediatypes.go`. */
const layerPairs = [
  [ociLayer, dockerLayer],
  [`${ociLayer}+gzip`, `${dockerLayer}.gzip`],
  [ociForeign, dockerForeign],
  [`${ociForeign}+gzip`, `${dockerForeign}.gzip`],
] as const;

/** Docker types that some tools write and Docker itself does not define: they convert to OCI only. */
const toOciOnly = [[`${ociLayer}+zstd`, `${dockerLayer}.zstd`]] as const;

const toDocker: ReadonlyMap<string, string> = new Map(layerPairs);
const toOci: ReadonlyMap<string, string> = new Map(
  [...layerPairs, ...toOciOnly].map(([oci, docker]) => [docker, oci]),
);

/** Types of image configs: OCI, Docker, and those of Docker 1.10 and earlier. */
const imageConfigs: ReadonlySet<string> = new Set([
  mediaTypes.ociConfig,
  mediaTypes.dockerConfig,
  "application/octet-stream",
  "",
]);

/** The result for one media type, or why there is none, as the end of a sentence: `… is encrypted`. */
export type Converted = { readonly type: string } | { readonly reason: string };

/** Converts the media type of a layer, whose bytes stay the same. */
export function convertLayerType(mediaType: string, format: Format): Converted {
  const known = (format === "oci" ? toOci : toDocker).get(mediaType);
  if (known !== undefined) {
    return { type: known };
  }
  const others = format === "oci" ? toDocker : toOci;
  // A Docker type that converts to OCI only is not one of Docker's own.
  if (others.has(mediaType) && (format === "oci" || [...toDocker.values()].includes(mediaType))) {
    return { type: mediaType };
  }
  if (format === "oci") {
    // OCI manifests list layers of any type, but not Docker's.
    return mediaType.startsWith("application/vnd.docker.")
      ? { reason: `has the type ${mediaType}, which has no OCI counterpart` }
      : { type: mediaType };
  }
  if (mediaType.includes("encrypted")) {
    return { reason: "is encrypted, for which Docker has no media type" };
  }
  return mediaType.includes("zstd")
    ? { reason: "is compressed with zstd, for which Docker has no media type" }
    : { reason: `has the type ${mediaType || "(none)"}, which has no Docker counterpart` };
}

/** Converts the media type of an image's config, whose bytes stay the same. */
export function convertConfigType(mediaType: string, format: Format): Converted {
  if (imageConfigs.has(mediaType)) {
    return { type: format === "oci" ? mediaTypes.ociConfig : mediaTypes.dockerConfig };
  }
  if (format === "oci" && !mediaType.startsWith("application/vnd.docker.")) {
    return { type: mediaType };
  }
  return { reason: `has the type ${mediaType}: it is not an image` };
}
