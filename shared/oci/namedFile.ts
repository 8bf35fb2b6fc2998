import type { Descriptor } from "./descriptor.ts";

/** The name of a file that is a layer of an artifact. Source: OCI image-spec 1.1, "annotations.md". */
export const fileNameKey = "org.opencontainers.image.title";

/** Names of files that are archives. */
const archiveName = /\.(?:tar|tgz|txz|tbz2?|tar\.\w+|zip)$/i;

/**
 * Reports whether a layer is a single file although its media type says archive: `oras attach IMAGE report.json` without
 * a media type stores the file as `tar`, with its name. Source: oras-go 2, `content/file/file.go`.
 */
export function isNamedFile({
  mediaType,
  annotations = {},
}: Pick<Descriptor, "mediaType" | "annotations">): boolean {
  const name = annotations[fileNameKey];
  return (
    name !== undefined &&
    mediaType === "application/vnd.oci.image.layer.v1.tar" &&
    annotations["io.deis.oras.content.unpack"] === undefined &&
    !archiveName.test(name)
  );
}
