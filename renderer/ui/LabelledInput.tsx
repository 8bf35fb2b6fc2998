import type { Ref } from "react";
import { Input, Label, TextField } from "react-aria-components";
import { classNames } from "./classNames.ts";
import field from "./Field.module.css";
import styles from "./LabelledInput.module.css";

interface LabelledInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  /** Whether the text is hidden, as a password. */
  readonly secret?: boolean;
  readonly inputRef?: Ref<HTMLInputElement>;
}

/** A text input with a visible label, for forms. */
export function LabelledInput(props: LabelledInputProps) {
  return (
    <TextField
      className={classNames(styles["field"])}
      type={props.secret === true ? "password" : "text"}
      value={props.value}
      onChange={props.onChange}
    >
      <Label className={classNames(styles["label"])}>{props.label}</Label>
      <Input
        {...(props.inputRef === undefined ? {} : { ref: props.inputRef })}
        className={classNames(field["input"])}
        spellCheck={false}
        autoComplete="off"
        {...(props.placeholder === undefined ? {} : { placeholder: props.placeholder })}
      />
    </TextField>
  );
}
