import { X509Certificate } from "node:crypto";
import type { CertificateView } from "../../../../shared/evidence.ts";
import { definedFields } from "./looseJson.ts";

/** Largest certificate that is read, in bytes. */
const maxCertificateBytes = 64 * 1024;

/**
 * Reads a certificate for display. Nothing of it is checked.
 * @param certificate PEM text, or DER
 * @returns undefined if it cannot be read
 */
export function readCertificate(certificate: string | Uint8Array): CertificateView | undefined {
  if (certificate.length > maxCertificateBytes) {
    return undefined;
  }
  try {
    const read = new X509Certificate(certificate);
    const identities = readIdentities(read.subjectAltName ?? "");
    return {
      identities,
      ...definedFields({
        subject: identities.length === 0 ? read.subject.replaceAll("\n", ", ") : undefined,
        issuer: readIdentityIssuer(read.raw) ?? read.issuer.replaceAll("\n", ", "),
      }),
      validFrom: toIsoTime(read.validFrom),
      validTo: toIsoTime(read.validTo),
    };
  } catch {
    return undefined;
  }
}

/** Email addresses and URIs of a subject alternative name, as Node prints it. */
function readIdentities(subjectAltName: string): readonly string[] {
  return subjectAltName
    .split(", ")
    .map((name) => /^(?:email|URI):"?(.+?)"?$/.exec(name)?.[1])
    .filter((name) => name !== undefined);
}

/** 1.3.6.1.4.1.57264.1, under which Fulcio's extensions are, in DER. Source: fulcio, docs/oid-info.md. */
const fulcioArc = Buffer.from("2b0601040183bf3001", "hex");

/** The OIDC issuer in Fulcio's extension 8, or 1 in old certificates. */
function readIdentityIssuer(der: Buffer): string | undefined {
  for (const extension of [8, 1]) {
    const id = Buffer.concat([fulcioArc, Buffer.from([extension])]);
    const at = der.indexOf(Buffer.concat([Buffer.from([0x06, id.length]), id]));
    if (at !== -1) {
      const value = readOctets(der, at + 2 + id.length);
      // Extension 8 is a UTF8String inside the octets, 1 is the text itself.
      return extension === 8 ? value?.subarray(2).toString("utf8") : value?.toString("utf8");
    }
  }
  return undefined;
}

/** The octet string of an extension, after an optional `critical`. Its length is below 128 bytes, or is given by one byte. */
function readOctets(der: Buffer, start: number): Buffer | undefined {
  const at = der[start] === 0x01 ? start + 3 : start;
  if (der[at] !== 0x04) {
    return undefined;
  }
  const short = der[at + 1] ?? 0;
  const [from, length] = short === 0x81 ? [at + 3, der[at + 2] ?? 0] : [at + 2, short];
  return length > 0x80 && short !== 0x81 ? undefined : der.subarray(from, from + length);
}

function toIsoTime(text: string): string {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? text : time.toISOString();
}
