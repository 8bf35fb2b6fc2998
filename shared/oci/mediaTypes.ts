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

/** Reports whether a media type is an OCI image index or a Docker manifest list. */
export function isIndexType(mediaType: string): boolean {
  return mediaType === mediaTypes.ociIndex || mediaType === mediaTypes.dockerList;
}

/** Reports whether a media type is an image manifest, OCI or Docker schema 2. */
export function isManifestType(mediaType: string): boolean {
  return mediaType === mediaTypes.ociManifest || mediaType === mediaTypes.dockerManifest;
}

/** Reports whether a media type is a Docker schema 1 manifest, which an index must not list. */
export function isSchema1Type(mediaType: string): boolean {
  return mediaType === mediaTypes.dockerSchema1 || mediaType === mediaTypes.dockerSchema1Signed;
}

/** Reports whether a media type is an image config: OCI, Docker, or a type modelled on them. */
export function isImageConfigType(mediaType: string): boolean {
  return /\.(?:image|container\.image)\.(?:config\.)?v1\+json$/.test(mediaType);
}

/**
 * Returns which fields a document of the media type has: those of an index, a manifest, or a schema 1 manifest.
 * @returns undefined for other media types
 */
export function manifestKind(mediaType: string): "index" | "manifest" | "schema1" | undefined {
  if (isIndexType(mediaType)) {
    return "index";
  }
  if (isManifestType(mediaType) || mediaType === mediaTypes.ociArtifact) {
    return "manifest";
  }
  return isSchema1Type(mediaType) ? "schema1" : undefined;
}

/** Reports whether a media type is a foreign layer: fetched from its `urls`, not stored by the registry. */
export function isForeignLayerType(mediaType: string): boolean {
  return (
    mediaType.startsWith("application/vnd.oci.image.layer.nondistributable.") ||
    mediaType.startsWith("application/vnd.docker.image.rootfs.foreign.")
  );
}

const mediaTypePattern =
  /^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}\/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}$/;

/** Reports whether text is a media type without parameters: `type/subtype`. Source: RFC 6838, section 4.2. */
export function isMediaType(text: string): boolean {
  return mediaTypePattern.test(text);
}
