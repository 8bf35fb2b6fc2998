import type { ReactNode } from "react";
import { SwitchButton, SwitchField, type SwitchFieldProps } from "react-aria-components";
import { classNames } from "./classNames.ts";
import styles from "./Switch.module.css";

interface SwitchProps extends Omit<SwitchFieldProps, "className" | "children"> {
  readonly children: ReactNode;
}

/** A switch with a label. It takes effect at once. */
export function Switch({ children, ...props }: SwitchProps) {
  return (
    <SwitchField {...props} className={classNames(styles["field"])}>
      <SwitchButton className={classNames(styles["switch"])}>
        <span className={classNames(styles["track"])} aria-hidden="true">
          <span className={classNames(styles["knob"])} />
        </span>
        <span>{children}</span>
      </SwitchButton>
    </SwitchField>
  );
}
