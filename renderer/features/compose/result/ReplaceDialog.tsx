import { useState } from "react";
import type { ResultRow } from "../../../../shared/preview.ts";
import { entryLabel } from "../../../image/entryLabel.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { LabelledInput } from "../../../ui/LabelledInput.tsx";
import { DialogBody, DialogFoot, ModalDialog } from "../../../ui/ModalDialog.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { useCompose } from "../composeStore.ts";
import { normalizeReference } from "../sources/paste/normalizeReference.ts";
import styles from "./PlatformDialog.module.css";

interface ReplaceDialogProps {
  readonly row: ResultRow;
  readonly onClose: () => void;
}

/** The dialog that replaces an entry with a new source. */
export function ReplaceDialog({ row, onClose }: ReplaceDialogProps) {
  const replace = useCompose((state) => state.replaceEntry);
  const [text, setText] = useState("");
  const label = entryLabel(row);
  const normalized = normalizeReference(text);
  const isBlank = text.trim() === "";
  return (
    <ModalDialog title={`Replace ${label}`} isOpen onClose={onClose} width={520}>
      <form
        className={classNames(styles["form"])}
        onSubmit={(event) => {
          event.preventDefault();
          if (normalized.kind === "reference" && !isBlank) {
            replace(row.descriptor.digest, normalized.text, label);
            onClose();
          }
        }}
      >
        <DialogBody>
          <LabelledInput
            label="Replace with"
            value={text}
            onChange={setText}
            placeholder="ghcr.io/acme/app:1.4"
          />
          {!isBlank && normalized.kind === "rejected" && (
            <p className={classNames(styles["origin"], styles["error"])}>
              <UntrustedText text={normalized.reason} />
            </p>
          )}
        </DialogBody>
        <DialogFoot words="Added as a source, in the place of this entry, with its own platform.">
          <Button onPress={onClose}>Cancel</Button>
          <Button
            look="primary"
            type="submit"
            isDisabled={isBlank || normalized.kind === "rejected"}
          >
            Replace
          </Button>
        </DialogFoot>
      </form>
    </ModalDialog>
  );
}
