import { Ellipsis } from "lucide-react";
import { useId } from "react";
import type { AttestationRow, ResultRow } from "../../../../shared/preview.ts";
import { AnnotationLines } from "../../../image/AnnotationLines.tsx";
import { AttestationLine } from "../../../image/AttestationLine.tsx";
import { Digest } from "../../../image/Digest.tsx";
import { EntryName } from "../../../image/EntryName.tsx";
import { entryLabel } from "../../../image/entryLabel.ts";
import { ManifestSize } from "../../../image/ManifestSize.tsx";
import { Button, IconButton } from "../../../ui/Button.tsx";
import { CheckBox } from "../../../ui/CheckBox.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { useCompose } from "../composeStore.ts";
import { SourceNames } from "../sources/SourceNames.tsx";
import { EditedFields } from "./EditedFields.tsx";
import { isLockedByFilter } from "./entryChoice.ts";
import { FindingNotes } from "./FindingNotes.tsx";
import { showsAllSources } from "./previewResult.ts";
import styles from "./ResultEntry.module.css";
import { useFindings } from "./useFindings.ts";

interface EntryCheckBoxProps {
  readonly row: ResultRow;
  /** Whether it is the only included entry, which cannot be excluded. */
  readonly isLast: boolean;
}

interface ResultEntryProps extends EntryCheckBoxProps {
  /** Which of the entries with its digest it is, from 1. */
  readonly place: number;
  /** Opens the menu of the entry. */
  readonly onMenu: (anchor: Element) => void;
}

/** Why the check box of an entry is disabled, or undefined. */
function useLockReason({ row, isLast }: EntryCheckBoxProps): string | undefined {
  const isLocked = useCompose(
    (state) => row.filtered === true && isLockedByFilter(row, showsAllSources(state)),
  );
  if (isLast) {
    return "At least one entry must be included.";
  }
  return isLocked
    ? "The platform filter cannot name this entry. Include it once no source is missing, or clear the filter."
    : undefined;
}

/** Includes or excludes an entry by its digest. */
function EntryCheckBox({ row, isLast }: EntryCheckBoxProps) {
  const setKept = useCompose((state) => state.setEntryKept);
  const reason = useLockReason({ row, isLast });
  const reasonId = useId();
  const label = entryLabel(row);
  return (
    <span title={reason} className={classNames(styles["check"])}>
      <CheckBox
        aria-label={`Include ${label}`}
        {...(reason === undefined ? {} : { "aria-describedby": reasonId })}
        isSelected={row.kept}
        isDisabled={reason !== undefined}
        onChange={(keep) => setKept(row.descriptor.digest, keep, label)}
      />
      {reason !== undefined && (
        <span id={reasonId} hidden>
          {reason}
        </span>
      )}
    </span>
  );
}

interface AttestationButtonProps {
  readonly attestation: AttestationRow;
  /** The label of the image it attests. */
  readonly image: string;
}

/** Excludes an attestation, or includes it again. */
function AttestationButton({ attestation, image }: AttestationButtonProps) {
  const setKept = useCompose((state) => state.setEntryKept);
  const isExcluded = attestation.excluded === true;
  const action = isExcluded ? "Include" : "Exclude";
  const label = `the attestation of ${image}`;
  return (
    <Button
      look="quiet"
      small
      aria-label={`${action} ${label}`}
      onPress={() => setKept(attestation.descriptor.digest, isExcluded, label)}
    >
      {action}
    </Button>
  );
}

/** One entry of the result: its check box, platform, digest, sources, attestations, annotations and findings. */
export function ResultEntry({ row, isLast, place, onMenu }: ResultEntryProps) {
  const { descriptor, kept, excluded } = row;
  const label = entryLabel(row);
  const openDialog = useCompose((state) => state.openEntryDialog);
  const ofDigest = useFindings("entry", descriptor.digest);
  const ofPlace = useFindings("entry", `${descriptor.digest} ${place}`);
  return (
    <div className={classNames(styles["row"], !kept && styles["out"])}>
      <EntryCheckBox row={row} isLast={isLast} />
      <span className={classNames(styles["platform"])} title={label}>
        <EntryName label={label} />
      </span>
      <Digest digest={descriptor.digest} of={label} />
      <span className={classNames(styles["size"])}>
        <ManifestSize size={descriptor.size} />
      </span>
      <span className={classNames(styles["source"])}>
        <SourceNames ids={row.sources} />
      </span>
      <span data-entry-menu>
        <IconButton label={`Actions for ${label}`} tip="Actions (Shift+F10)" onPress={onMenu}>
          <Ellipsis size={14} aria-hidden />
        </IconButton>
      </span>
      <div className={classNames(styles["under"])}>
        {!kept && (
          <p className={classNames(styles["reason"])}>
            {excluded === true ? "Excluded" : "Excluded by the platform filter"}
          </p>
        )}
        <EditedFields row={row} />
        {kept && <AnnotationLines annotations={descriptor.annotations ?? {}} />}
        {row.attestations.map((attestation) => (
          <AttestationLine
            key={attestation.descriptor.digest}
            attestation={attestation}
            digest={<Digest digest={attestation.descriptor.digest} of="the attestation" />}
          >
            {kept && attestation.unbound !== "dropped" && (
              <AttestationButton attestation={attestation} image={label} />
            )}
          </AttestationLine>
        ))}
        <FindingNotes
          findings={[...ofPlace, ...ofDigest]}
          onEditPlatform={() => openDialog({ kind: "platform", row })}
        />
      </div>
    </div>
  );
}
