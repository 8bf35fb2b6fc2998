import { ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import type { AttestationRow } from "../../shared/preview.ts";
import { classNames } from "../ui/classNames.ts";
import { ManifestSize } from "./ManifestSize.tsx";
import styles from "./EntryLines.module.css";

interface AttestationLineProps {
  readonly attestation: AttestationRow;
  /** The digest, as a button that copies it or as a link. */
  readonly digest: ReactNode;
  /** Buttons. */
  readonly children?: ReactNode;
}

/** An attestation, shown below its image. */
export function AttestationLine({ attestation, digest, children }: AttestationLineProps) {
  return (
    <div
      className={classNames(
        styles["line"],
        (attestation.excluded || attestation.unbound === "dropped") && styles["excluded"],
      )}
    >
      <ShieldCheck size={12} aria-hidden />
      <span>provenance/SBOM attestation</span>
      {digest}
      <ManifestSize size={attestation.descriptor.size} />
      {attestation.unbound !== undefined && attestation.excluded !== true && (
        <span>
          {attestation.unbound === "dropped"
            ? "not included: describes the image before its edit"
            : "kept, but describes the image before its edit"}
        </span>
      )}
      {attestation.excluded === true ? (
        <span>excluded</span>
      ) : (
        attestation.found === "referrer" && (
          <span className={classNames(styles["added"])}>from a referrer; will be added</span>
        )
      )}
      {children}
    </div>
  );
}
