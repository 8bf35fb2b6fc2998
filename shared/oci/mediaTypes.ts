/** Media types of manifests and indexes. Source: OCI image-spec 1.1 and distribution's manifest schema 2. */
export const mediaTypes = {
  ociIndex: "application/vnd.oci.image.index.v1+json",
  ociManifest: "application/vnd.oci.image.manifest.v1+json",
  ociConfig: "application/vnd.oci.image.config.v1+json",
  ociEmpty: "application/vnd.oci.empty.v1+json",
  dockerList: "application/vnd.docker.distribution.manifest.list.v2+json",
  dockerManifest: "application/vnd.docker.distribution.manifest.v2+json",
  dockerConfig: "application/vnd.docker.container.image.v1+json",
  dockerSchema1: "application/vnd.docker.distribution.manifest.v1+json",
  dockerSchema1Signed: "application/vnd.docker.distribution.manifest.v1+prettyjws",
  ociArtifact: "application/vnd.oci.artifact.manifest.v1+json",
  inToto: "application/vnd.in-toto+json",
} as const;

/** Whether the media type is that of an index: OCI image index or Docker manifest list. */
export function isIndexType(mediaType: string): boolean {
  return mediaType === mediaTypes.ociIndex || mediaType === mediaTypes.dockerList;
}

/** Whether the media type is that of an image manifest, OCI or Docker schema 2. */
export function isManifestType(mediaType: string): boolean {
  return mediaType === mediaTypes.ociManifest || mediaType === mediaTypes.dockerManifest;
}

/** Whether the media type is one of Docker's schema 1, which no index may hold. */
export function isSchema1Type(mediaType: string): boolean {
  return mediaType === mediaTypes.dockerSchema1 || mediaType === mediaTypes.dockerSchema1Signed;
}

/** Whether the media type is that of an image's config: OCI, Docker, or one made after them. */
export function isImageConfigType(mediaType: string): boolean {
  return /\.(?:image|container\.image)\.(?:config\.)?v1\+json$/.test(mediaType);
}

/**
 * The fields that readers of a media type look for: those of an index, of an image, or of a schema 1 manifest.
 * @returns undefined for a media type that says nothing of it
 */
export function manifestKind(mediaType: string): "index" | "manifest" | "schema1" | undefined {
  if (isIndexType(mediaType)) return "index";
  if (isManifestType(mediaType) || mediaType === mediaTypes.ociArtifact) return "manifest";
  return isSchema1Type(mediaType) ? "schema1" : undefined;
}

/** Layers that a registry does not hold itself: fetched from their `urls`, not pushed by default. */
export function isForeignLayerType(mediaType: string): boolean {
  return (
    mediaType.startsWith("application/vnd.oci.image.layer.nondistributable.") ||
    mediaType.startsWith("application/vnd.docker.image.rootfs.foreign.")
  );
}
