import { X509Certificate } from "node:crypto";

const begin = "-----BEGIN CERTIFICATE-----";
const end = "-----END CERTIFICATE-----";

/** The certificates in a PEM text, one after another, without what stands between them. */
export function splitCertificates(text: string): readonly string[] {
  const certificates: string[] = [];
  for (let at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, at + 1)) {
    const stop = text.indexOf(end, at);
    if (stop < 0) break;
    certificates.push(`${text.slice(at, stop + end.length).replaceAll("\r", "")}\n`);
    at = stop;
  }
  return certificates;
}

/** Whether a PEM text is a certificate that can be used. */
export function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.byteLength > 0;
  } catch {
    return false;
  }
}
