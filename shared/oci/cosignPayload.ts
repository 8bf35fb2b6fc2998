/** The media type of the payload of a cosign signature. Source: cosign, specs/SIGNATURE_SPEC.md. */
export const cosignPayloadType = "application/vnd.dev.cosign.simplesigning.v1+json";

/** The annotation with the certificate of a signature, in PEM. Source: cosign, specs/SIGNATURE_SPEC.md. */
export const certificateKey = "dev.sigstore.cosign/certificate";
