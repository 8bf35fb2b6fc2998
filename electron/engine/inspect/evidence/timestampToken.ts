import { X509Certificate } from "node:crypto";
import type { TimestampView } from "../../../../shared/evidence.ts";
import { type DerElement, derElements } from "./der.ts";
import { definedFields } from "./looseJson.ts";

/** Largest token that is decoded, in bytes, and most certificates in it that are read. */
const maxBytes = 64 * 1024;
const maxCertificates = 8;

const tags = {
  octets: 0x04,
  oid: 0x06,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  context0: 0xa0,
} as const;

/** Object identifiers in DER: signedData, id-ct-TSTInfo, commonName. */
const oids = {
  signedData: "2a864886f70d010702",
  timestampInfo: "2a864886f70d0109100104",
  commonName: "550403",
} as const;

/** The extended key usage of a certificate that makes timestamps, in DER. Source: RFC 3161, section 2.3. */
const timestampUsage = Buffer.from("06082b06010505070308", "hex");

/**
 * Reads who made a timestamp, and when. Nothing of it is checked.
 * Source: RFC 3161, section 2.4.2 (TimeStampResp, TimeStampToken, TSTInfo); RFC 5652, section 5.1 (SignedData).
 * @param bytes a response or a token, as DER
 * @returns no fields if it cannot be read
 */
export function readTimestamp(bytes: Buffer): TimestampView {
  if (bytes.byteLength > maxBytes) {
    return {};
  }
  const outer = childrenOf(derElements(bytes)[0]);
  // A response is its status and a token.
  const token = outer[0]?.tag === tags.oid ? outer : childrenOf(outer[1]);
  if (!isOid(token[0], oids.signedData)) {
    return {};
  }
  const signedData = childrenOf(childrenOf(token[1])[0]);
  const [type, wrapped] = childrenOf(signedData[2]);
  const octets = childrenOf(wrapped)[0];
  if (!isOid(type, oids.timestampInfo) || octets?.tag !== tags.octets) {
    return {};
  }
  const info = childrenOf(derElements(octets.content)[0]);
  const time = info.find(({ tag }) => tag === tags.generalizedTime)?.content.toString("latin1");
  const certificates = signedData[3]?.tag === tags.context0 ? childrenOf(signedData[3]) : [];
  // The name of the authority, which may be left out.
  const named = info.slice(5).find(({ tag }) => tag === tags.context0);
  return definedFields({
    time: toIsoTime(time),
    by: signerOf(certificates) ?? commonNameIn(named),
  });
}

/** The elements inside a constructed element; none of anything else. */
function childrenOf(element: DerElement | undefined): readonly DerElement[] {
  const isConstructed = element !== undefined && (element.tag & 0x20) !== 0;
  return isConstructed ? derElements(element.content) : [];
}

function isOid(element: DerElement | undefined, oid: string): boolean {
  return element?.tag === tags.oid && element.content.toString("hex") === oid;
}

/** `20260102030405.123Z` as ISO 8601. Source: RFC 3161, section 2.4.2: always in UTC. */
function toIsoTime(text = ""): string | undefined {
  const iso = text
    .slice(0, 40)
    .replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z$/, "$1-$2-$3T$4:$5:$6$7Z");
  return iso === text || Number.isNaN(Date.parse(iso)) ? undefined : iso;
}

/** The name in the certificate that made the timestamp; others in the token are of its issuers. */
function signerOf(certificates: readonly DerElement[]): string | undefined {
  for (const { bytes } of certificates.slice(0, maxCertificates)) {
    if (bytes.includes(timestampUsage)) {
      try {
        const { subject } = new X509Certificate(bytes);
        return /^CN=(.+)$/m.exec(subject)?.[1] ?? subject.replaceAll("\n", ", ");
      } catch {
        // A certificate that cannot be read has no name to show.
      }
    }
  }
  return undefined;
}

/** The common name in a directory name: GeneralName [4], Name, RelativeDistinguishedName, its type and value. */
function commonNameIn(named: DerElement | undefined): string | undefined {
  const names = childrenOf(childrenOf(childrenOf(named)[0])[0]);
  for (const relative of names) {
    const [type, value] = childrenOf(childrenOf(relative)[0]);
    if (isOid(type, oids.commonName) && value !== undefined) {
      return value.content.toString("utf8") || undefined;
    }
  }
  return undefined;
}
