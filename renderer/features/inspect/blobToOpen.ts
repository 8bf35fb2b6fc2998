import type { Descriptor } from "../../../shared/oci/descriptor.ts";

/** The descriptor of a blob that is opened: with the annotations in which cosign puts the certificate of a signature. */
export function blobToOpen({ mediaType, digest, size, annotations = {} }: Descriptor): Descriptor {
  const signature = Object.entries(annotations).filter(([key]) =>
    key.startsWith("dev.sigstore.cosign/"),
  );
  return {
    mediaType,
    digest,
    size,
    ...(signature.length === 0 ? {} : { annotations: Object.fromEntries(signature) }),
  };
}
