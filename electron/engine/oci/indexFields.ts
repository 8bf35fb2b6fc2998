/** The fields of an index that this app reads, by the kind of object. Source: image-spec 1.1, image-index.md, descriptor.md. */
export const indexFields = {
  index: ["schemaVersion", "mediaType", "artifactType", "manifests", "subject", "annotations"],
  descriptor: [
    "mediaType",
    "digest",
    "size",
    "urls",
    "annotations",
    "data",
    "platform",
    "artifactType",
  ],
  platform: ["architecture", "os", "os.version", "os.features", "variant"],
} as const;
