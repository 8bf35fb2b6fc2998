import { useRef, useState } from "react";
import type { ResultRow } from "../../../../shared/preview.ts";
import { entryLabel } from "../../../image/entryLabel.ts";
import { classNames } from "../../../ui/classNames.ts";
import { SubmitTextArea } from "../../../ui/SubmitTextArea.tsx";
import { FormDialog } from "../../../ui/FormDialog.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { useReferenceCompletion } from "../../suggestions/useReferenceCompletion.tsx";
import { useCompose } from "../composeStore.ts";
import { normalizeReference } from "../../../../shared/paste/normalizeReference.ts";
import styles from "./PlatformInputs.module.css";

interface ReplaceDialogProps {
  readonly row: ResultRow;
  readonly onClose: () => void;
}

/** The dialog that replaces an entry with a new source. */
export function ReplaceDialog({ row, onClose }: ReplaceDialogProps) {
  const replace = useCompose((state) => state.replaceEntry);
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const { onChange, suggesting, popup } = useReferenceCompletion({
    text,
    setText,
    fieldRef: field,
  });
  const label = entryLabel(row);
  const normalized = normalizeReference(text);
  const isBlank = text.trim() === "";
  return (
    <FormDialog
      title={`Replace ${label}`}
      width={520}
      action="Replace"
      isValid={!isBlank && normalized.kind === "reference"}
      words="Added as a source, in the place of this entry, with its own platform."
      onSubmit={() => {
        if (normalized.kind === "reference") {
          replace(row.descriptor.digest, normalized.text, label);
        }
      }}
      onClose={onClose}
    >
      <SubmitTextArea
        label="Replace with"
        showsLabel
        value={text}
        onChange={onChange}
        onEnter={() => field.current?.form?.requestSubmit()}
        placeholder="ghcr.io/acme/app:1.4"
        inputRef={field}
        autoFocus
        suggesting={suggesting}
      />
      {popup}
      {!isBlank && normalized.kind === "rejected" && (
        <p className={classNames(styles["origin"], styles["error"])}>
          <UntrustedText text={normalized.reason} />
        </p>
      )}
    </FormDialog>
  );
}
