import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { CheckboxButton, CheckboxField, type CheckboxFieldProps } from "react-aria-components";
import { classNames } from "./classNames.ts";
import styles from "./CheckBox.module.css";
import { escapeChildren } from "./escapeInvisible.ts";

interface CheckBoxProps extends Omit<CheckboxFieldProps, "className" | "children"> {
  readonly children?: ReactNode;
}

/** A checkbox with a label as children or an aria-label. */
export function CheckBox({ children, ...props }: CheckBoxProps) {
  return (
    <CheckboxField {...props} className={classNames(styles["field"])}>
      <CheckboxButton className={classNames(styles["checkbox"])}>
        <span className={classNames(styles["box"])} aria-hidden="true">
          <Check size={11} strokeWidth={3.5} />
        </span>
        {children !== undefined && <span>{escapeChildren(children)}</span>}
      </CheckboxButton>
    </CheckboxField>
  );
}
