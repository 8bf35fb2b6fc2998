import type { ReactNode } from "react";
import { classNames } from "./classNames.ts";
import styles from "./CheckBox.module.css";
import { escapeChildren } from "./escapeInvisible.ts";

interface CheckBoxProps {
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly isDisabled?: boolean;
  /** The accessible name without children. */
  readonly "aria-label"?: string;
  readonly "aria-describedby"?: string;
  /** The label. */
  readonly children?: ReactNode;
}

/** A checkbox with a label as children or an aria-label; plain elements, since long lists have one in each row. */
export function CheckBox({ isSelected, onChange, isDisabled, children, ...aria }: CheckBoxProps) {
  return (
    <label className={classNames(styles["checkbox"])}>
      <input
        {...aria}
        type="checkbox"
        className={classNames(styles["input"])}
        checked={isSelected}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className={classNames(styles["box"])} aria-hidden="true" />
      {children !== undefined && <span>{escapeChildren(children)}</span>}
    </label>
  );
}
