import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { fileNameKey } from "../../../shared/oci/namedFile.ts";

/**
 * The descriptor of a blob that is opened: with the annotations in which cosign puts the certificate of a signature, and
 * with the name of a file.
 */
export function blobToOpen({ mediaType, digest, size, annotations = {} }: Descriptor): Descriptor {
  const kept = Object.entries(annotations).filter(
    ([key]) => key.startsWith("dev.sigstore.cosign/") || key === fileNameKey,
  );
  return {
    mediaType,
    digest,
    size,
    ...(kept.length === 0 ? {} : { annotations: Object.fromEntries(kept) }),
  };
}
