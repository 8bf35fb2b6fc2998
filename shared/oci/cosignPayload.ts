/** The media type of the payload of a cosign signature. Source: cosign, specs/SIGNATURE_SPEC.md. */
export const cosignPayloadType = "application/vnd.dev.cosign.simplesigning.v1+json";
