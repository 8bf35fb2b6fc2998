import type { KeyboardEvent, Ref } from "react";
import { Input, TextField } from "react-aria-components";
import { classNames } from "./classNames.ts";
import styles from "./Field.module.css";
import type { SuggestingFieldProps } from "./suggestingField.ts";

interface TextInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly mono?: boolean;
  readonly isInvalid?: boolean;
  readonly describedBy?: string | undefined;
  readonly autoFocus?: boolean;
  readonly onBlur?: () => void;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly suggesting?: SuggestingFieldProps;
}

/** A text input whose label is only for screen readers. */
export function TextInput(props: TextInputProps) {
  const { suggesting } = props;
  return (
    <TextField
      aria-label={props.label}
      value={props.value}
      onChange={props.onChange}
      isInvalid={props.isInvalid ?? false}
      style={{ flex: "1 1 0", minWidth: 0 }}
      {...(props.describedBy === undefined ? {} : { "aria-describedby": props.describedBy })}
      {...(props.autoFocus === undefined ? {} : { autoFocus: props.autoFocus })}
    >
      <Input
        {...(props.inputRef === undefined ? {} : { ref: props.inputRef })}
        className={classNames(
          styles["input"],
          props.mono && styles["mono"],
          props.isInvalid && styles["invalid"],
        )}
        spellCheck={false}
        autoComplete="off"
        {...(props.placeholder === undefined ? {} : { placeholder: props.placeholder })}
        {...suggesting?.aria}
        onKeyDown={(event) => {
          if (suggesting?.onKeyDown(event) !== true) {
            props.onKeyDown?.(event);
          }
        }}
        onBlur={() => {
          suggesting?.onBlur();
          props.onBlur?.();
        }}
      />
    </TextField>
  );
}
