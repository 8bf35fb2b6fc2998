import type { Platform } from "../../../../shared/oci/platform.ts";
import { findUnusualNames } from "../../../../shared/oci/platformNames.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { LabelledInput } from "../../../ui/LabelledInput.tsx";
import { Note } from "../../../ui/Note.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import {
  fieldError,
  type PlatformFieldName,
  platformFieldNames,
  type PlatformTexts,
  platformTexts,
} from "./platformFields.ts";
import styles from "./PlatformInputs.module.css";

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
  readonly name: PlatformFieldName;
  readonly text: string;
  /** The text without the edit. */
  readonly before: string;
  /** Where the text comes from. */
  readonly origin: string;
  readonly onChange: (text: string) => void;
}

/** A field of the platform, where its text comes from, and a button that resets it. */
function PlatformField({ name, text, before, origin, onChange }: PlatformFieldProps) {
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
        {error ?? <UntrustedText text={origin} />}
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

interface PlatformInputsProps {
  /** The platform without the edit. */
  readonly before: Platform | undefined;
  readonly texts: PlatformTexts;
  readonly originOf: (name: PlatformFieldName, text: string) => string;
  readonly onChange: (texts: PlatformTexts) => void;
}

/** The fields of a platform to edit. */
export function PlatformInputs({ before, texts, originOf, onChange }: PlatformInputsProps) {
  const textsBefore = platformTexts(before);
  return (
    <>
      <div className={classNames(styles["fields"])}>
        {platformFieldNames.map((name) => (
          <PlatformField
            key={name}
            name={name}
            text={texts[name]}
            before={textsBefore[name]}
            origin={originOf(name, texts[name])}
            onChange={(text) => onChange({ ...texts, [name]: text })}
          />
        ))}
      </div>
      <UnusualNames texts={texts} onChange={onChange} />
    </>
  );
}
