import { useId } from "react";
import type { ResultRow } from "../../../../shared/preview.ts";
import { AnnotationLines } from "../../../image/AnnotationLines.tsx";
import { AttestationLine } from "../../../image/AttestationLine.tsx";
import { Digest } from "../../../image/Digest.tsx";
import { entryLabel } from "../../../image/entryLabel.ts";
import { ManifestSize } from "../../../image/ManifestSize.tsx";
import { Button } from "../../../ui/Button.tsx";
import { CheckBox } from "../../../ui/CheckBox.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { FindingNote } from "./FindingNote.tsx";
import styles from "./ResultEntry.module.css";
import { SourceNames } from "../sources/SourceNames.tsx";
import { showsAllSources } from "./previewResult.ts";
import { useCompose } from "../composeStore.ts";
import { isLockedByFilter } from "./entryChoice.ts";
import { useFindings } from "./useFindings.ts";

interface ResultEntryProps {
  readonly row: ResultRow;
  /** Whether it is the only entry that is left, which cannot go as well. */
  readonly last: boolean;
}

/** Why an entry is not in the result; an exclusion counts before the filter. */
function reasonOut({ excluded }: ResultRow): string {
  return excluded === true ? "Excluded" : "Left out by the platform filter";
}

const heldByFilter =
  "The platform filter cannot name this entry. Include it once no source is missing, or clear the filter.";

/** One entry of the index to be: in or out by its digest, and what hangs on it. */
export function ResultEntry({ row, last }: ResultEntryProps) {
  const tick = useCompose((state) => state.setEntryKept);
  const { descriptor, kept } = row;
  const why = useId();
  const label = entryLabel(row);
  const findings = useFindings(
    (about) => about.kind === "entry" && about.digest === descriptor.digest,
  );
  const held = useCompose((state) => isLockedByFilter(row, showsAllSources(state)));
  const reason = last ? "The last entry that is kept." : held ? heldByFilter : null;
  return (
    <div className={classNames(styles["row"], !kept && styles["out"])}>
      <span title={reason ?? undefined} className={classNames(styles["check"])}>
        <CheckBox
          aria-label={`Keep ${label}`}
          {...(reason === null ? {} : { "aria-describedby": why })}
          isSelected={kept}
          isDisabled={reason !== null}
          onChange={(keep) => tick(descriptor.digest, keep, label)}
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
        {!kept && <p className={classNames(styles["reason"])}>{reasonOut(row)}</p>}
        {row.attestations.map((attestation) => (
          <AttestationLine
            key={attestation.descriptor.digest}
            attestation={attestation}
            digest={<Digest digest={attestation.descriptor.digest} of="the attestation" />}
          >
            {kept && (
              <Button
                look="quiet"
                small
                aria-label={`${attestation.excluded === true ? "Include" : "Exclude"} the attestation of ${label}`}
                onPress={() =>
                  tick(
                    attestation.descriptor.digest,
                    attestation.excluded === true,
                    `the attestation of ${label}`,
                  )
                }
              >
                {attestation.excluded === true ? "Include" : "Exclude"}
              </Button>
            )}
          </AttestationLine>
        ))}
        {kept && <AnnotationLines annotations={descriptor.annotations ?? {}} />}
        {findings.map((finding) => (
          <FindingNote key={finding.code + finding.message} finding={finding} />
        ))}
      </div>
    </div>
  );
}
