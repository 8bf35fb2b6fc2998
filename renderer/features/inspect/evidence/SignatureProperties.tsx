import type { SignatureView, TimestampView } from "../../../../shared/evidence.ts";
import { ListProperty, Property } from "../Properties.tsx";
import { FactProperties } from "./Facts.tsx";

/** `2026-01-02T03:04:05Z, by Acme (not verified)`. */
function timestampText({ time, by }: TimestampView): string {
  return time === undefined
    ? "It has a timestamp that cannot be decoded (not verified)."
    : `${time}${by === undefined ? "" : `, by ${by}`} (not verified)`;
}

/** A signature: who says to have made it, when, and where it is logged. */
export function SignatureProperties({ signature }: { readonly signature: SignatureView }) {
  const {
    format,
    reference,
    certificate,
    key,
    logIndex,
    signedOn,
    timestamps = [],
    facts,
  } = signature;
  return (
    <>
      <Property name="Signature">{`${format}, not verified`}</Property>
      <Property name="For">{reference}</Property>
      {certificate !== undefined && (
        <>
          <ListProperty name="Signed by" values={certificate.identities} />
          <Property name="Subject">{certificate.subject}</Property>
          <Property name="Issuer">{certificate.issuer}</Property>
          <Property name="Certificate">
            {`valid from ${certificate.validFrom} to ${certificate.validTo}`}
          </Property>
        </>
      )}
      <Property name="Key">{key}</Property>
      <Property name="Signed on">{signedOn}</Property>
      <ListProperty name="Timestamp" values={timestamps.map(timestampText)} />
      <Property name="Log index">{logIndex}</Property>
      <FactProperties facts={facts} />
    </>
  );
}
