import { Ellipsis } from "lucide-react";
import type { ReplacedRow } from "../../../../shared/preview.ts";
import { AttestationLine } from "../../../image/AttestationLine.tsx";
import { Digest } from "../../../image/Digest.tsx";
import { EntryName } from "../../../image/EntryName.tsx";
import { entryLabel } from "../../../image/entryLabel.ts";
import { ManifestSize } from "../../../image/ManifestSize.tsx";
import { Button, IconButton } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { useCompose } from "../composeStore.ts";
import { SourceNames } from "../sources/SourceNames.tsx";
import { fixLabel } from "./fixLabel.ts";
import styles from "./ResultEntry.module.css";

interface ReplacedEntryProps {
  readonly row: ReplacedRow;
  /** Opens the menu of the entry. */
  readonly onMenu: (anchor: Element) => void;
}

/** The label of what lists a replaced entry instead of the one in its place. */
export function preferLabel({ by, prefer }: ReplacedRow): string {
  return by.kind === "source" ? "Use it instead" : fixLabel(prefer);
}

/** An entry of a source that the result lacks: what takes its place, and a button that uses it instead. */
export function ReplacedEntry({ row, onMenu }: ReplacedEntryProps) {
  const applyFix = useCompose((state) => state.applyFix);
  const { descriptor, by } = row;
  const label = entryLabel(row);
  return (
    <div className={classNames(styles["row"], styles["out"])}>
      <span />
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
        <IconButton
          label={`Actions for ${label}, not included`}
          tip="Actions (Shift+F10)"
          onPress={onMenu}
        >
          <Ellipsis size={14} aria-hidden />
        </IconButton>
      </span>
      <div className={classNames(styles["under"])}>
        <div className={classNames(styles["edited"])}>
          <span>
            {by.kind === "source" ? (
              <>
                Not included: replaced by <SourceNames ids={[by.id]} inline />
              </>
            ) : (
              `Not included: the last source lists this digest for ${by.platform}, and a new index lists each digest once`
            )}
          </span>
          <Button
            look="quiet"
            small
            aria-label={`${preferLabel(row)}: ${label}`}
            onPress={() => applyFix(row.prefer)}
          >
            {preferLabel(row)}
          </Button>
        </div>
        {row.attestations.map((attestation) => (
          <AttestationLine
            key={attestation.descriptor.digest}
            attestation={attestation}
            digest={<Digest digest={attestation.descriptor.digest} of="the attestation" />}
          />
        ))}
      </div>
    </div>
  );
}
