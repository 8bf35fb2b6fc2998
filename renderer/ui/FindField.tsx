import { Search, X } from "lucide-react";
import type { Ref } from "react";
import { IconButton } from "./Button.tsx";
import { classNames } from "./classNames.ts";
import styles from "./FindField.module.css";
import { TextInput } from "./TextInput.tsx";

interface FindFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** How many rows match, such as `3 of 2,000`. */
  readonly count: string;
  /** Moves the focus to the first match: Enter or the down arrow. */
  readonly onShow: () => void;
  /** Clears the field and closes it: Escape, or its button. */
  readonly onClose: () => void;
  readonly inputRef?: Ref<HTMLInputElement>;
}

/** The field that finds rows of a list while text is typed. */
export function FindField({
  label,
  value,
  onChange,
  count,
  onShow,
  onClose,
  inputRef,
}: FindFieldProps) {
  return (
    <div role="search" className={classNames(styles["find"])}>
      <Search size={13} aria-hidden />
      <TextInput
        label={label}
        placeholder={label}
        value={value}
        onChange={onChange}
        {...(inputRef === undefined ? {} : { inputRef })}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.preventDefault();
            onClose();
          } else if (event.key === "Enter" || event.key === "ArrowDown") {
            event.preventDefault();
            onShow();
          }
        }}
      />
      <span role="status" className={classNames(styles["count"])}>
        {value === "" ? "" : count}
      </span>
      <IconButton label="Close find" tip="Close (Escape)" onPress={onClose}>
        <X size={13} aria-hidden />
      </IconButton>
    </div>
  );
}
