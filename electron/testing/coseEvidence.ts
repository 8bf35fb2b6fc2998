import { keylessCertificate, sampleHex } from "./evidence.ts";

/** A CBOR item of a major type, with its length or value, below 65,536. Source: RFC 8949, section 3. */
export function cborHead(majorType: number, value: number): Buffer {
  const type = majorType << 5;
  return value < 24
    ? Buffer.from([type | value])
    : value < 256
      ? Buffer.from([type | 24, value])
      : Buffer.from([type | 25, value >> 8, value & 0xff]);
}

function cborText(text: string): Buffer {
  return Buffer.concat([cborHead(3, Buffer.byteLength(text)), Buffer.from(text)]);
}

function cborBytes(bytes: Buffer): Buffer {
  return Buffer.concat([cborHead(2, bytes.byteLength), bytes]);
}

/** `notation sign --signature-format cose`: a COSE_Sign1 message. */
export const coseSignature: Buffer = Buffer.concat([
  cborHead(6, 18),
  cborHead(4, 4),
  cborBytes(
    Buffer.concat([
      cborHead(5, 3),
      // alg: PS256
      cborHead(0, 1),
      cborHead(1, 36),
      cborText("io.cncf.notary.signingScheme"),
      cborText("notary.x509"),
      cborText("io.cncf.notary.signingTime"),
      cborHead(6, 1),
      Buffer.from([0x1a, 0x69, 0x57, 0x35, 0xa5]),
    ]),
  ),
  cborHead(5, 1),
  // x5chain
  cborHead(0, 33),
  cborHead(4, 1),
  cborBytes(Buffer.from(keylessCertificate.replaceAll(/-----.*-----|\n/g, ""), "base64")),
  cborBytes(
    Buffer.from(
      JSON.stringify({
        targetArtifact: {
          digest: `sha256:${sampleHex}`,
          size: 1,
          annotations: { build: "7" },
        },
      }),
    ),
  ),
  cborBytes(Buffer.from("sig")),
]);
