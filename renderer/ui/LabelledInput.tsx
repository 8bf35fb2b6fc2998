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
  /** Whether what is typed is hidden. */
  readonly secret?: boolean;
  readonly inputRef?: Ref<HTMLInputElement>;
}

/** A line of text with its label over it, as forms have it. */
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
