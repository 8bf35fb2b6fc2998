import { useId } from "react";
import type { ResultRow } from "../../../shared/preview.ts";
import { AnnotationLines } from "../../image/AnnotationLines.tsx";
import { AttestationLine } from "../../image/AttestationLine.tsx";
import { Digest } from "../../image/Digest.tsx";
import { entryLabel } from "../../image/entryLabel.ts";
import { ManifestSize } from "../../image/ManifestSize.tsx";
import { CheckBox } from "../../ui/CheckBox.tsx";
import { classNames } from "../../ui/classNames.ts";
import { FindingNote } from "./FindingNote.tsx";
import styles from "./ResultRowView.module.css";
import { SourceNames } from "./SourceNames.tsx";
import { useCompose } from "./store.ts";
import { useFindings } from "./useFindings.ts";

interface ResultRowViewProps {
  readonly row: ResultRow;
  /** Whether it is the only platform that is left, which cannot go as well. */
  readonly last: boolean;
}

/** One entry of the index to be: in or out by its platform, and what hangs on it. */
export function ResultRowView({ row, last }: ResultRowViewProps) {
  const tick = useCompose((state) => state.tickPlatform);
  const { platform, descriptor, kept } = row;
  const why = useId();
  const label = entryLabel(row);
  const findings = useFindings(
    (about) => about.kind === "entry" && about.digest === descriptor.digest,
  );
  const reason = kept
    ? platform === undefined
      ? "No platform: a platform filter always keeps it."
      : last
        ? "The last platform that is kept."
        : null
    : null;
  return (
    <div className={classNames(styles["row"], !kept && styles["out"])}>
      <span title={reason ?? undefined} className={classNames(styles["check"])}>
        <CheckBox
          aria-label={`Keep ${label}`}
          {...(reason === null ? {} : { "aria-describedby": why })}
          isSelected={kept}
          isDisabled={platform === undefined || last}
          onChange={(keep) => {
            if (platform !== undefined) {
              tick(platform, keep);
            }
          }}
        />
        {reason !== null && (
          <span id={why} hidden>
            {reason}
          </span>
        )}
      </span>
      <span className={classNames(styles["platform"])} title={label}>
        {label}
      </span>
      <Digest digest={descriptor.digest} of={label} />
      <span className={classNames(styles["size"])}>
        <ManifestSize size={descriptor.size} />
      </span>
      <span className={classNames(styles["source"])}>
        <SourceNames ids={row.sources} />
      </span>
      <div className={classNames(styles["under"])}>
        {!kept && <p className={classNames(styles["reason"])}>Left out by the platform filter</p>}
        {row.attestations.map((attestation) => (
          <AttestationLine
            key={attestation.descriptor.digest}
            attestation={attestation}
            digest={<Digest digest={attestation.descriptor.digest} of="the attestation" />}
          />
        ))}
        {kept && <AnnotationLines annotations={descriptor.annotations ?? {}} />}
        {findings.map((finding) => (
          <FindingNote key={finding.code + finding.message} finding={finding} />
        ))}
      </div>
    </div>
  );
}
