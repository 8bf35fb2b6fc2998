import { useState } from "react";
import { findUnusualNames } from "../../../../shared/oci/platformNames.ts";
import type { ResultRow } from "../../../../shared/preview.ts";
import { entryLabel } from "../../../image/entryLabel.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { LabelledInput } from "../../../ui/LabelledInput.tsx";
import { FormDialog } from "../../../ui/FormDialog.tsx";
import { Note } from "../../../ui/Note.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { useCompose } from "../composeStore.ts";
import styles from "./PlatformDialog.module.css";
import {
  fieldError,
  fieldOrigin,
  originalPlatform,
  platformEditOf,
  type PlatformFieldName,
  platformFieldNames,
  type PlatformTexts,
  platformTexts,
} from "./platformFields.ts";

const labels: Readonly<Record<PlatformFieldName, string>> = {
  os: "Operating system",
  architecture: "Architecture",
  variant: "Variant",
  "os.version": "OS version",
  "os.features": "OS features",
};

const placeholders: Readonly<Record<PlatformFieldName, string>> = {
  os: "linux",
  architecture: "arm64",
  variant: "none, or v7",
  "os.version": "none, or 10.0.20348.2700",
  "os.features": "none, or a list: win32k, …",
};

interface PlatformFieldProps {
  readonly row: ResultRow;
  readonly name: PlatformFieldName;
  readonly text: string;
  readonly onChange: (text: string) => void;
}

/** A field of the platform, where its text comes from, and a button that resets it. */
function PlatformField({ row, name, text, onChange }: PlatformFieldProps) {
  const before = platformTexts(originalPlatform(row))[name];
  const isEdited = text.trim() !== before;
  const error = fieldError(name, text);
  return (
    <div className={classNames(styles["field"])}>
      <LabelledInput
        label={labels[name]}
        value={text}
        onChange={onChange}
        placeholder={placeholders[name]}
      />
      <p className={classNames(styles["origin"], error !== undefined && styles["error"])}>
        {error ?? <UntrustedText text={fieldOrigin(row, name, text)} />}
      </p>
      {isEdited && (
        <Button
          look="quiet"
          small
          aria-label={`Reset ${labels[name]}`}
          onPress={() => onChange(before)}
        >
          Reset
        </Button>
      )}
    </div>
  );
}

interface UnusualNamesProps {
  readonly texts: PlatformTexts;
  readonly onChange: (texts: PlatformTexts) => void;
}

/** Names that clients do not know as they are written, each with a button that corrects it. They can be saved. */
function UnusualNames({ texts, onChange }: UnusualNamesProps) {
  const { os, architecture, variant } = texts;
  const names = findUnusualNames({
    os: os.trim(),
    architecture: architecture.trim(),
    variant: variant.trim(),
  });
  return (
    <div aria-live="polite" className={classNames(styles["unusual"])}>
      {names.map(({ field, text, isAlias, suggestion }) => {
        const name = labels[field].toLowerCase();
        const message = isAlias
          ? `Some clients do not know the ${name} “${text}” by this spelling.`
          : `“${text}” is not a known ${name}; no client chooses the entry by it.`;
        return (
          <Note key={field} look="warning" message={message}>
            {suggestion !== undefined && (
              <Button small onPress={() => onChange({ ...texts, ...suggestion })}>
                Use {Object.values(suggestion).join("/")}
              </Button>
            )}
          </Note>
        );
      })}
    </div>
  );
}

interface PlatformDialogProps {
  readonly row: ResultRow;
  readonly onClose: () => void;
}

/** The dialog that edits the platform of an entry. Saving is one step of the undo history. */
export function PlatformDialog({ row, onClose }: PlatformDialogProps) {
  const edit = useCompose((state) => state.editPlatform);
  const [texts, setTexts] = useState(() => platformTexts(row.descriptor.platform));
  const label = entryLabel(row);
  const isValid = platformFieldNames.every((name) => fieldError(name, texts[name]) === undefined);

  return (
    <FormDialog
      title={`Edit platform of ${label}`}
      width={520}
      action="Save"
      isValid={isValid}
      words="The index names this platform; the image and its digest stay the same."
      onSubmit={() =>
        edit(row.descriptor.digest, platformEditOf(originalPlatform(row), texts), label)
      }
      onClose={onClose}
    >
      <div className={classNames(styles["fields"])}>
        {platformFieldNames.map((name) => (
          <PlatformField
            key={name}
            row={row}
            name={name}
            text={texts[name]}
            onChange={(text) => setTexts({ ...texts, [name]: text })}
          />
        ))}
      </div>
      <UnusualNames texts={texts} onChange={setTexts} />
    </FormDialog>
  );
}
