import type { KeyboardEvent, Ref } from "react";
import { Label, TextArea, TextField } from "react-aria-components";
import { classNames } from "./classNames.ts";
import styles from "./Field.module.css";
import type { SuggestingFieldProps } from "./suggestingField.ts";

interface SubmitTextAreaProps {
  readonly label: string;
  /** Whether the label is visible, above the field. */
  readonly showsLabel?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onEnter: () => void;
  readonly onEscape?: () => void;
  readonly placeholder?: string;
  readonly inputRef?: Ref<HTMLTextAreaElement>;
  readonly autoFocus?: boolean;
  readonly onBlur?: () => void;
  readonly suggesting?: SuggestingFieldProps;
}

/** A text area that grows with its lines. Enter submits, Shift+Enter inserts a new line, Escape cancels. */
export function SubmitTextArea(props: SubmitTextAreaProps) {
  const { suggesting } = props;
  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.nativeEvent.isComposing || suggesting?.onKeyDown(event) === true) {
      return;
    }
    if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      props.onEnter();
    } else if (event.key === "Escape" && props.onEscape !== undefined) {
      event.stopPropagation();
      props.onEscape();
    }
  }
  return (
    <TextField
      {...(props.showsLabel === true ? {} : { "aria-label": props.label })}
      value={props.value}
      onChange={props.onChange}
      style={{ flex: "1 1 0", minWidth: 0 }}
      {...(props.autoFocus === undefined ? {} : { autoFocus: props.autoFocus })}
    >
      {props.showsLabel === true && (
        <Label className={classNames(styles["label"])}>{props.label}</Label>
      )}
      <TextArea
        {...(props.inputRef === undefined ? {} : { ref: props.inputRef })}
        className={classNames(styles["input"])}
        rows={1}
        spellCheck={false}
        autoComplete="off"
        {...suggesting?.aria}
        onKeyDown={onKeyDown}
        onBlur={() => {
          suggesting?.onBlur();
          props.onBlur?.();
        }}
        {...(props.placeholder === undefined ? {} : { placeholder: props.placeholder })}
      />
    </TextField>
  );
}
