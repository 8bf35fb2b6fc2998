import { TextArea, TextField } from "react-aria-components";
import { classNames } from "./classNames.ts";
import styles from "./Field.module.css";
import { InvisibleCharacters } from "./InvisibleCharacters.tsx";

interface ValueInputProps {
  /** For screen readers only. */
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/**
 * A field for a value of any text, with its lines: an input of one line would remove the line feeds of a value with the
 * first edit. Enter submits the form, if there is one, as in an input; Shift+Enter inserts a line.
 */
export function ValueInput({ label, value, onChange }: ValueInputProps) {
  return (
    <TextField aria-label={label} value={value} onChange={onChange} style={{ minWidth: 0 }}>
      <TextArea
        className={classNames(styles["input"], styles["lines"])}
        rows={1}
        spellCheck={false}
        autoComplete="off"
        placeholder="Value"
        onKeyDown={(event) => {
          const { key, shiftKey, nativeEvent, currentTarget } = event;
          if (key === "Enter" && !shiftKey && !nativeEvent.isComposing) {
            event.preventDefault();
            currentTarget.form?.requestSubmit();
          }
        }}
      />
      <InvisibleCharacters text={value} />
    </TextField>
  );
}
